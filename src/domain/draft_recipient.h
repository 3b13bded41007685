/* The recipients of a draft; shared by the files that change drafts. */
#pragma once
#include "domain/draft.h"

/* A draft may be incomplete; what is there must be right. Notes field errors. */
void draft_recipients_check(struct domain *d, const struct draft_edit *in);
/* Codes are hashed here, slowly: after all other checks, and before the transaction. */
enum err draft_gates_check(struct domain *d, const struct draft_edit *in, struct error *e) MUST_USE;
/* Makes the draft's recipients those of the edit. */
enum err draft_recipients_save(struct domain *d, const struct dossier *x,
			       const struct draft_edit *in, struct error *e) MUST_USE;
/* With everything that hangs on the row. */
enum err recipient_remove(struct domain *d, const struct recipient *r, struct error *e) MUST_USE;
