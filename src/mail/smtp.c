#include "mail/smtp.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"

struct exchange {
	struct bytes mail;
	size_t sent;
	char last[256]; /* the server's last line that refuses */
};

static size_t on_read(char *out, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	struct bytes left = bytes_slice(x->mail, x->sent, size * n);

	memcpy(out, left.data, left.len);
	x->sent += left.len;
	return left.len;
}

/* Each line of the server; the last one with a code of 4xx or 5xx tells why. */
static size_t on_header(char *line, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	size_t len = size * n, k = 0;

	if (len >= 3 && (line[0] == '4' || line[0] == '5')) {
		for (size_t i = 0; i < len && k < sizeof(x->last) - 1; i++)
			if (line[i] >= 0x20 && line[i] < 0x7F)
				x->last[k++] = line[i];
		x->last[k] = '\0';
	}
	return len;
}

static long tls_of(const struct smtp_config *s)
{
	static const long levels[] = {
		[SMTP_TLS_REQUIRED] = CURLUSESSL_ALL,
		[SMTP_TLS_OPPORTUNISTIC] = CURLUSESSL_TRY,
		[SMTP_TLS_OFF] = CURLUSESSL_NONE,
	};

	return strncmp(s->url, "smtps://", 8) ? levels[s->starttls] : CURLUSESSL_ALL;
}

static void set_up(CURL *c, const struct smtp_config *s, struct exchange *x, char *why)
{
	long ms = s->timeout_ms ? (long)s->timeout_ms : 30000;

	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_USE_SSL, tls_of(s));
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, ms < 10000 ? ms : 10000L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	if (s->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file);
	if (s->user) {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password ? s->password : "");
	}
}

/* A 5xx to MAIL, RCPT or DATA is final. One to AUTH is a matter of our settings: the mail
 * itself is good and is tried again when they are right. */
static enum smtp_outcome outcome_of(CURLcode rc, long code)
{
	if (rc == CURLE_OK)
		return SMTP_SENT;
	if (rc != CURLE_LOGIN_DENIED && rc != CURLE_USE_SSL_FAILED && code >= 500 && code < 600)
		return SMTP_PERMANENT;
	return SMTP_TEMPORARY;
}

static void tell(CURL *c, CURLcode rc, const struct exchange *x, const char *why,
		 struct smtp_reply *out)
{
	struct smtp_reply r = { 0 };
	long code = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
	r.outcome = outcome_of(rc, code);
	r.code = (int)code;
	if (rc != CURLE_OK)
		snprintf(r.text, sizeof(r.text), "%s",
			 *x->last ? x->last
			 : *why	  ? why
				  : curl_easy_strerror(rc));
	*out = r;
}

static enum err check(const struct smtp_config *s, struct error *e)
{
	if (strncmp(s->url, "smtp://", 7) && strncmp(s->url, "smtps://", 8))
		return error_set(e, ERR_INVALID, "smtp_url must begin with smtp:// or smtps://");
	return ERR_OK;
}

/* <a@b>: libcurl adds the brackets only when they are missing, so nothing can be smuggled in. */
static struct curl_slist *recipient(const char *to)
{
	char *text;
	struct curl_slist *list;

	if (asprintf(&text, "<%s>", to) < 0)
		abort();
	list = curl_slist_append(NULL, text);
	free(text);
	return list;
}

enum err smtp_send(const struct smtp_config *s, const char *from, const char *to, struct bytes mail,
		   struct smtp_reply *out, struct error *e)
{
	struct exchange x = { .mail = mail };
	char why[CURL_ERROR_SIZE] = "";
	struct curl_slist *list;
	CURL *c;
	CURLcode rc;

	TRY(check(s, e));
	if (strpbrk(from, "<>\r\n ") || strpbrk(to, "<>\r\n "))
		return error_set(e, ERR_INVALID, "smtp: not a bare mail address");
	c = curl_easy_init();
	if (!c)
		abort();
	list = recipient(to);
	set_up(c, s, &x, why);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, list);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(c, CURLOPT_READDATA, &x);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail.len);
	rc = curl_easy_perform(c);
	tell(c, rc, &x, why, out);
	curl_slist_free_all(list);
	curl_easy_cleanup(c);
	return ERR_OK;
}

static size_t drop(char *data, size_t size, size_t n, void *ctx)
{
	(void)data;
	(void)ctx;
	return size * n;
}

enum err smtp_check(const struct smtp_config *s, struct smtp_reply *out, struct error *e)
{
	struct exchange x = { 0 };
	char why[CURL_ERROR_SIZE] = "";
	CURL *c;
	CURLcode rc;

	TRY(check(s, e));
	c = curl_easy_init();
	if (!c)
		abort();
	set_up(c, s, &x, why);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "NOOP");
	curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	rc = curl_easy_perform(c);
	tell(c, rc, &x, why, out);
	curl_easy_cleanup(c);
	return ERR_OK;
}

enum err mail_send(const struct smtp_config *c, const struct mime_mail *m, struct smtp_reply *out,
		   struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(16 * 1024);
	AUTO(buf) struct buf bytes = { 0 };
	struct mime_mail mail = *m;
	const char *from, *to;
	struct error why;

	mail.from = m->from ? m->from : c->from;
	TRY(mail_address(mail.from ? mail.from : "", mem, &from, e));
	if (mail_address(mail.to, mem, &to, &why) != ERR_OK ||
	    mime_write(&mail, &bytes, &why) != ERR_OK) {
		*out = (struct smtp_reply){ .outcome = SMTP_PERMANENT };
		snprintf(out->text, sizeof(out->text), "%s", why.msg);
		return ERR_OK;
	}
	return smtp_send(c, m->bounce_to ? m->bounce_to : from, to, buf_bytes(&bytes), out,
			 e); /* to is m->to: mime_write saw to it */
}
