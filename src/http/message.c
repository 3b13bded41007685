#include "http/message.h"
#include <stdio.h>
#include <strings.h>
#include "base/buf.h"

_Bool fields_add(struct arena *mem, struct fields *f, const char *name, const char *value)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 8;
		struct field *more = arena_alloc_n(mem, cap, sizeof(*more));

		if (!more)
			return 0;
		if (f->n)
			memcpy(more, f->items, f->n * sizeof(*more));
		f->items = more;
		f->cap = cap;
	}
	f->items[f->n++] = (struct field){ name, value };
	return 1;
}

const char *fields_find(const struct fields *f, const char *name, _Bool fold_case)
{
	for (size_t i = 0; i < f->n; i++)
		if (!(fold_case ? strcasecmp : strcmp)(f->items[i].name, name))
			return f->items[i].value;
	return NULL;
}

const char *request_header(const struct request *rq, const char *name)
{
	return fields_find(&rq->headers, name, 1);
}

const char *request_cookie(const struct request *rq, const char *name)
{
	return fields_find(&rq->cookies, name, 0);
}

const char *request_query(const struct request *rq, const char *name)
{
	return fields_find(&rq->query, name, 0);
}

const char *request_param(const struct request *rq, const char *name)
{
	return fields_find(&rq->params, name, 0);
}

void request_problem_detail(struct request *rq, const char *text)
{
	rq->detail = arena_strdup(rq->mem, text);
}

void request_problem_field(struct request *rq, const char *field, const char *code,
			   const char *message)
{
	struct problem_field *p = ARENA_NEW(rq->mem, struct problem_field), **at = &rq->problems;

	if (!p)
		return;
	*p = (struct problem_field){
		.field = arena_strdup(rq->mem, field),
		.code = arena_strdup(rq->mem, code),
		.message = arena_strdup(rq->mem, message),
	};
	if (!p->field || !p->code || !p->message)
		return;
	while (*at)
		at = &(*at)->next;
	*at = p;
}

/* RFC 9110 §5.5: visible characters, space and tab; bytes above 0x7F pass. */
static _Bool header_safe(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7F)
			return 0;
	return 1;
}

void response_header(struct request *rq, struct response *rs, const char *name, const char *value)
{
	char *n = arena_strdup(rq->mem, name), *v = arena_strdup(rq->mem, value);

	if (n && v && header_safe(n) && header_safe(v) && *n)
		(void)!fields_add(rq->mem, &rs->headers, n, v);
}

/* RFC 6265 §4.1.1 cookie-octet; a value outside it is refused, not escaped. */
static _Bool cookie_safe(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s == '"' || *s == ',' || *s == ';' || *s == '\\' || *s == 0x7F)
			return 0;
	return 1;
}

static void cookie_add(struct request *rq, struct response *rs, const char *name, const char *value,
		       const char *attributes)
{
	char *v;

	if (!cookie_safe(name) || !cookie_safe(value))
		return;
	v = arena_printf(rq->mem, "%s=%s; Path=/%s%s", name, value, attributes,
			 rq->secure ? "; Secure" : "");
	if (v)
		response_header(rq, rs, "Set-Cookie", v);
}

static const char *age_attribute(struct request *rq, long max_age)
{
	const char *s =
		max_age ? arena_printf(rq->mem, "; Max-Age=%ld", max_age < 0 ? 0 : max_age) : "";

	return s ? s : "";
}

void response_cookie(struct request *rq, struct response *rs, const char *name, const char *value,
		     long max_age, _Bool http_only)
{
	char *a = arena_printf(rq->mem, "%s%s; SameSite=Lax", age_attribute(rq, max_age),
			       http_only ? "; HttpOnly" : "");

	if (a)
		cookie_add(rq, rs, name, value, a);
}

void response_cookie_strict(struct request *rq, struct response *rs, const char *name,
			    const char *value, long max_age)
{
	char *a =
		arena_printf(rq->mem, "%s; HttpOnly; SameSite=Strict", age_attribute(rq, max_age));

	if (a)
		cookie_add(rq, rs, name, value, a);
}

char *disposition_value(struct arena *mem, const char *utf8_name)
{
	AUTO(buf) struct buf b = { 0 };

	buf_append_str(&b, "attachment; filename=\"");
	for (const char *s = utf8_name; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c & 0xC0) == 0x80)
			continue; /* one _ a character, not a byte */
		buf_append_byte(&b, c < 0x20 || c > 0x7E || strchr("\"\\/%", c) ? '_' : c);
	}
	buf_append_str(&b, "\"; filename*=UTF-8''");
	buf_append_percent(&b, utf8_name, "!#$&+-.^_`|~"); /* RFC 8187 §3.2.1, attr-char */
	return arena_strdup(mem, buf_cstr(&b));
}
