/* Drafts: made, locked and marked as changed; what is in them is of the other draft_*.c. */
#include "domain/draft.h"
#include "domain/acts.h"
#include "domain/approval.h"
#include "domain/check.h"
#include "store/repo/attachment.h"

static enum err check_texts(struct domain *d, const char *title, const char *message, struct error *e)
{
	check_text(d, "title", title, (struct text_rule){ TITLE_MAX_CHARS, 0, 0 });
	check_text(d, "message", message, (struct text_rule){ MESSAGE_MAX_CHARS, 0, 1 });
	return domain_fields_ok(d, e);
}

enum err envelope_create(struct domain *d, const char *title, const char *message, _Bool sample,
			 const char **id_out, struct error *e)
{
	struct envelope v = {
		ENVELOPE_BLANK,
		.id = domain_id(d, "env"), .kind = "contract", .state = "draft", .version = 1,
		.title = title ? title : "", .message = message ? message : "", .trial = d->set->trial,
		.sample = sample, .created_by = d->actor.id, .created_at = domain_now(d),
		.updated_at = domain_now(d), .level_requested = d->set->level,
	};
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(check_texts(d, v.title, v.message, e));
	TRY(db_begin(tx.db, e));
	TRY(envelope_insert(&d->repo, &v, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = v.id, .kind = "envelope.created" }, NULL, e));
	TRY(db_commit(tx.db, e));
	*id_out = v.id;
	return ERR_OK;
}

enum err draft_lock(struct domain *d, const char *id, int64_t version, struct dossier *x, struct error *e)
{
	TRY(dossier_lock(d, id, x, e));
	TRY(act_check(d, ACT_EDIT, x, NULL, e));
	if (version && version != x->v.version)
		return domain_refuse(d, ERR_STALE, "version-stale", e);
	return ERR_OK;
}

enum err draft_touch(struct domain *d, struct dossier *x, struct error *e)
{
	TRY(approval_reset(d, x, e));
	x->v.version++;
	x->v.updated_at = domain_now(d);
	return envelope_update(&d->repo, &x->v, e);
}

enum err draft_room(struct domain *d, const struct dossier *x, int64_t more, struct error *e)
{
	const struct attachment *attachments;
	uint64_t bytes = (uint64_t)more;
	size_t n;

	TRY(attachment_list(&d->repo, x->v.id, &attachments, &n, e));
	for (size_t i = 0; i < n; i++)
		bytes += (uint64_t)attachments[i].size;
	for (size_t i = 0; i < x->n_documents; i++)
		bytes += (uint64_t)x->documents[i].original_size;
	if (bytes > d->set->envelope_bytes_max)
		return domain_refuse(d, ERR_TOO_LARGE, "envelope-too-large", e);
	return ERR_OK;
}
