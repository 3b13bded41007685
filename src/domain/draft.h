/* Shared by the files that change drafts; inside a transaction. */
#pragma once
#include "domain/envelope.h"

/* Locks a draft; whoever comes with an old version is told so (version 0: any). One in the trash is
 * refused like everything else that is no draft. */
enum err draft_lock(struct domain *d, const char *id, int64_t version, struct dossier *x,
		    struct error *e) MUST_USE;
/* After every change, whatever it was: the next version, and whoever was asked for internal
 * approval was asked about another one. Writes the envelope's row. */
enum err draft_touch(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* Files, attachments and `more` bytes still fit into one envelope. */
enum err draft_room(struct domain *d, const struct dossier *x, int64_t more,
		    struct error *e) MUST_USE;
