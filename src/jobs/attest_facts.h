/* What else the agreement certificate tells: attachments and what the sender filled in; of each
 * party its statutory consents and what it filled in. */
#pragma once
#include "evidence/certificate.h"
#include "jobs/context.h"

enum err attest_facts(struct work *w, struct certificate_facts *f, struct error *e) MUST_USE;
/* parties: one for each recipient of w, in their order. */
enum err attest_party_facts(struct work *w, struct certificate_party *parties,
			    struct error *e) MUST_USE;
