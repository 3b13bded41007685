/* The agreement certificate of an envelope: drawn from what is on record, stored as a document
 * of kind "certificate", certified (DocMDP 1) and time-stamped by the provider. */
#pragma once
#include "jobs/context.h"

enum err attest_agreement(struct work *w, struct error *e) MUST_USE; /* can be repeated */
