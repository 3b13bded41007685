/* job "mail": one row of the outbox goes out by SMTP. The row's state is written with the job's end;
 * killed between the server's answer and that, the mail goes out twice with the same Message-ID. */
#include "jobs/context.h"
#include "domain/notice.h"
#include "domain/vault.h"
#include "mail/dsn.h"
#include "mail/smtp.h"
#include "store/repo/evidence.h"

/* Where reports about this mail go. A mail about a mail that came back has no sender at all, so that
 * reports about reports cannot go round. */
static const char *bounce_address(const struct work *w, const struct mail *m)
{
	const char *domain = w->j->env->smtp->bounce_domain;

	if (!strcmp(m->kind, "undelivered"))
		return "";
	return domain && m->bounce_token ? verp_address(w->j->mem, m->bounce_token, domain) : NULL;
}

static enum err compose(struct work *w, const struct mail *m, struct mime_mail *out, struct error *e)
{
	struct notice_content content;

	TRY(notice_read(&w->d, m, &content, e));
	*out = (struct mime_mail){ .from = w->j->env->smtp->from,
				   .to_name = m->to_name,
				   .to = m->to_email,
				   .reply_to = m->reply_to,
				   .bounce_to = bounce_address(w, m),
				   .subject = content.subject,
				   .text = content.text,
				   .html = content.html,
				   .message_id = m->id,
				   .at = m->created_at };
	return ERR_OK;
}

/* What went out is kept as it was: the same bytes that mail_send wrote. It holds a link, so it is
 * encrypted like the mail's body (docs/decisions/0423). */
static enum err keep_copy(struct work *w, const struct mail *m, const struct mime_mail *mime,
			  struct error *e)
{
	AUTO(buf) struct buf bytes = { 0 };
	struct mail_copy copy = { .mail_id = m->id,
				  .envelope_id = m->envelope_id,
				  .sent_at = domain_now(&w->d) };
	unsigned char hash[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	if (!m->envelope_id)
		return ERR_OK;
	TRY(mime_write(mime, &bytes, e));
	hex_encode(digest_of(DIGEST_SHA256, buf_bytes(&bytes), hash), hex);
	copy.sha256 = hex;
	TRY(vault_encrypt(&w->d, m->id, buf_bytes(&bytes), &copy.content, e));
	return mail_copy_insert(&w->d.repo, &copy, e);
}

static enum err load(struct job_run *j, struct work *w, struct mail *m, struct error *e)
{
	*w = (struct work){ .j = j, .d = work_domain(j) };
	TRY(job_payload_read(&w->d, j->job, &w->payload, e));
	if (!w->payload.mail)
		return error_set(e, ERR_INTERNAL, "job %s names no mail", j->job->id);
	return mail_get(&w->d.repo, w->payload.mail, m, e);
}

/* Inside a transaction: the row, and what a refusal means for the recipient. */
static enum err record_outcome(struct work *w, struct mail *m, const char *state, const char *reply,
			       struct error *e)
{
	m->state = state;
	m->reply = reply;
	m->attempts = w->j->job->attempts;
	m->sent_at = !strcmp(state, "sent") ? domain_now(&w->d) : 0;
	TRY(mail_set_state(&w->d.repo, m, e));
	if (strcmp(state, "failed") != 0 || !m->envelope_id || !m->recipient_id)
		return ERR_OK;
	return envelope_undelivered(&w->d, m->envelope_id, m->recipient_id, m->id, e);
}

struct outcome {
	struct work *w;
	struct mail *m;
	const struct mime_mail *mime;
	const struct smtp_reply *reply;
};

static enum err write_outcome(struct db *db, void *ctx, struct error *e)
{
	const struct outcome *o = ctx;
	const char *state = o->reply->outcome == SMTP_SENT ? "sent" : "failed";
	const char *text = arena_strdup(o->w->j->mem, o->reply->text);

	(void)db;
	if (o->reply->outcome == SMTP_SENT)
		TRY(keep_copy(o->w, o->m, o->mime, e));
	TRY(record_outcome(o->w, o->m, state, text, e));
	return job_finish(o->w->j, e);
}

/* When somebody else's transaction was in the way, only this is done again: the mail is out. */
static enum err finish(struct work *w, struct mail *m, const struct mime_mail *mime,
		       const struct smtp_reply *reply, struct error *e)
{
	struct outcome o = { w, m, mime, reply };

	return db_transact(w->j->db, write_outcome, &o, e);
}

enum err job_mail(struct job_run *j, struct error *e)
{
	struct smtp_reply reply;
	struct mime_mail mime;
	struct mail m;
	struct work w;

	TRY(load(j, &w, &m, e));
	if (strcmp(m.state, "queued") != 0)
		return ERR_OK; /* sent already, or taken back */
	if (!j->env->smtp)
		return error_set(e, ERR_UNAVAILABLE, "no mail server is set");
	TRY(compose(&w, &m, &mime, e));
	TRY(mail_send(j->env->smtp, &mime, &reply, e));
	if (reply.outcome == SMTP_TEMPORARY)
		return error_set(e, ERR_UNAVAILABLE, "mail server: %d %s", reply.code, reply.text);
	return finish(&w, &m, &mime, &reply, e);
}

enum err job_mail_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct mail m;
	struct work w;

	TRY(load(j, &w, &m, e));
	return record_outcome(&w, &m, "failed", cause->msg, e);
}
