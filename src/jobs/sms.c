/* job "sms": one text message goes out through an HTTP gateway. Killed between the gateway's answer
 * and the row's new state, it goes out twice under the same {id}; most gateways drop the second. */
#include "jobs/sms.h"
#include <jansson.h>
#include <stdlib.h>
#include "base/buf.h"
#include "domain/vault.h"
#include "jobs/context.h"
#include "store/repo/gate.h"

enum { ANSWER_MAX = 64 * 1024, TIMEOUT_MS = 15 * 1000 };

/* As it stands between the quotes of the template. */
static void put_json(struct buf *b, const char *s)
{
	json_t *j = json_string(s);
	char *text = json_dumps(j, JSON_ENCODE_ANY);

	if (text)
		buf_append(b, BYTES((unsigned char *)text + 1, strlen(text) - 2));
	free(text);
	json_decref(j);
}

struct bytes sms_body(struct arena *mem, const char *template, const struct sms_values *v,
		      const char **content_type)
{
	const struct {
		const char *name, *value;
	} names[] = { { "{to}", v->to }, { "{text}", v->text }, { "{id}", v->id } };
	_Bool json = template[0] == '{';
	AUTO(buf) struct buf b = { 0 };
	struct bytes out = { 0 };

	while (*template) {
		size_t i = 0;

		while (i < COUNT_OF(names) &&
		       strncmp(template, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == COUNT_OF(names)) {
			buf_append_byte(&b, (unsigned char)*template ++);
			continue;
		}
		template += strlen(names[i].name);
		if (json)
			put_json(&b, names[i].value);
		else
			buf_append_percent(&b, names[i].value, "-._~");
	}
	*content_type = json ? "application/json" : "application/x-www-form-urlencoded";
	return arena_copy(mem, buf_bytes(&b), &out) ? out : (struct bytes){ 0 };
}

static enum err load(struct job_run *j, struct work *w, struct sms *m, struct error *e)
{
	*w = (struct work){ .j = j, .d = work_domain(j) };
	TRY(job_payload_read(&w->d, j->job, &w->payload, e));
	if (!w->payload.mail)
		return error_set(e, ERR_INTERNAL, "job %s names no text message", j->job->id);
	return sms_get(&w->d.repo, w->payload.mail, m, e);
}

static enum err plain(struct work *w, const struct sms *m, const char *what, struct bytes sealed,
		      const char **out, struct error *e)
{
	struct bytes text;

	TRY(vault_decrypt(&w->d, domain_printf(&w->d, "%s:%s", m->id, what), sealed, &text, e));
	*out = domain_printf(&w->d, "%.*s", (int)text.len, (const char *)text.data);
	return ERR_OK;
}

static enum err hand_in(struct work *w, const struct sms *m, struct fetch_response *out,
			struct error *e)
{
	const struct sms_gateway *g = w->j->env->sms;
	struct sms_values v = { .id = m->id };
	struct fetch_request rq = { .url = g->url,
				    .method = "POST",
				    .accept = "application/json",
				    .bearer = g->token,
				    .timeout_ms = TIMEOUT_MS,
				    .max_bytes = ANSWER_MAX,
				    .allow_private = g->allow_private };

	TRY(plain(w, m, "to", m->to_phone, &v.to, e));
	TRY(plain(w, m, "body", m->body, &v.text, e));
	rq.body = sms_body(w->j->mem, g->template, &v, &rq.content_type);
	return fetcher_fetch(w->j->thread->fetcher, &rq, w->j->mem, out, e);
}

static enum err write_state(struct work *w, struct sms *m, const char *state, const char *reply,
			    struct error *e)
{
	m->state = state;
	m->reply = reply;
	m->attempts = w->j->job->attempts;
	m->sent_at = !strcmp(state, "sent") ? domain_now(&w->d) : 0;
	return sms_set_state(&w->d.repo, m, e);
}

static enum err finish(struct work *w, struct sms *m, const char *state, const char *reply,
		       struct error *e)
{
	AUTO(tx) struct tx tx = { w->j->db };

	TRY(db_begin(tx.db, e));
	TRY(write_state(w, m, state, reply, e));
	TRY(job_finish(w->j, e));
	return db_commit(tx.db, e);
}

/* What may pass: the gateway is too busy, or has a fault of its own (RFC 9110 §15.6). */
static _Bool try_again(int status)
{
	return status >= 500 || status == 408 || status == 425 || status == 429;
}

enum err job_sms(struct job_run *j, struct error *e)
{
	struct fetch_response rs;
	struct sms m;
	struct work w;

	TRY(load(j, &w, &m, e));
	if (strcmp(m.state, "queued") != 0)
		return ERR_OK;
	if (m.expires_at <= domain_now(&w.d))
		return finish(&w, &m, "failed", "the code had expired before it could be sent", e);
	if (!j->env->sms)
		return error_set(e, ERR_UNAVAILABLE, "no SMS gateway is set");
	TRY(hand_in(&w, &m, &rs, e));
	if (try_again(rs.status))
		return error_set(e, ERR_UNAVAILABLE, "SMS gateway: status %d", rs.status);
	/* its words stay out: they may repeat number and code */
	return finish(&w, &m, rs.status >= 200 && rs.status < 300 ? "sent" : "failed",
		      domain_printf(&w.d, "status %d", rs.status), e);
}

enum err job_sms_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct sms m;
	struct work w;

	TRY(load(j, &w, &m, e));
	return write_state(&w, &m, "failed", domain_printf(&w.d, "%s", err_slug(cause->code)), e);
}
