#include "evidence/trail_verify.h"
#include <stdarg.h>
#include <stdio.h>
#include "evidence/trail_work.h"

/* helpers ----------------------------------------------------------------- */

void trail_add(struct trail_work *w, enum trail_code code, const char *where, const char *fmt, ...)
{
	struct trail_report *r = w->out;
	struct trail_finding f = { code, where, NULL };
	char text[256];
	va_list args;

	if (trail_code_verdict(code) > r->verdict)
		r->verdict = trail_code_verdict(code);
	if (r->n_findings == TRAIL_FINDINGS_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	f.detail = arena_strdup(w->mem, text);
	if (!f.detail)
		f.detail = "";
	r->findings[r->n_findings++] = f;
}

const char *trail_str(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

_Bool trail_int(const json_t *o, const char *name, int64_t *out)
{
	const json_t *v = json_object_get(o, name);

	*out = json_integer_value(v);
	return json_is_integer(v);
}

const json_t *trail_list(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return json_is_array(v) ? v : NULL;
}

static _Bool lower_hex(const char *s)
{
	return s && strspn(s, "0123456789abcdef") == strlen(s);
}

_Bool trail_hash(const char *hex, unsigned char *out, size_t size)
{
	return lower_hex(hex) && strlen(hex) == 2 * size && hex_decode(hex, 2 * size, out);
}

_Bool trail_hex(struct trail_work *w, const char *hex, struct bytes *out)
{
	size_t len = hex ? strlen(hex) : 0;
	unsigned char *data = arena_alloc(w->mem, len / 2 + 1);

	if (!data || !lower_hex(hex) || !hex_decode(hex, len, data))
		return 0;
	*out = BYTES(data, len / 2);
	return 1;
}

_Bool trail_base64(struct trail_work *w, const char *text, struct bytes *out)
{
	size_t len = text ? strlen(text) : 0, n;
	unsigned char *data = arena_alloc(w->mem, len + 1);

	if (!data || !text || !base64_decode(text, len, data, &n))
		return 0;
	*out = BYTES(data, n);
	return 1;
}

const char *trail_where(struct trail_work *w, const char *fmt, ...)
{
	char text[160];
	const char *copy;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	copy = arena_strdup(w->mem, text);
	return copy ? copy : "";
}

_Bool trail_climb(const json_t *path, enum digest_alg alg, unsigned char hash[DIGEST_MAX])
{
	size_t size = digest_size(alg), i;
	const json_t *one;

	if (!json_is_array(path))
		return 0;
	json_array_foreach(path, i, one)
	{
		unsigned char other[DIGEST_MAX], full[DIGEST_MAX];
		_Bool swap;
		struct digest d;

		if (!trail_hash(json_string_value(one), other, size))
			return 0;
		swap = memcmp(hash, other, size) > 0;
		digest_init(&d, alg);
		digest_update(&d, BYTES(swap ? other : hash, size));
		digest_update(&d, BYTES(swap ? hash : other, size));
		digest_final(&d, full);
		memcpy(hash, full, size);
	}
	return 1;
}

/* the file ---------------------------------------------------------------- */

static _Bool well_formed(const json_t *file)
{
	static const char *const lists[] = { "events", "days", "acts", "keys", "register" };
	static const char *const texts[] = { "envelope", "organisation", "view" };
	const char *format = trail_str(file, "format");
	int64_t version;

	if (!format || strcmp(format, "skysign-audit-trail") != 0 ||
	    !trail_int(file, "version", &version) || version != 1)
		return 0;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (!trail_list(file, lists[i]))
			return 0;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (!trail_str(file, texts[i]))
			return 0;
	return 1;
}

static enum err check(struct trail_work *w, struct error *e)
{
	if (!well_formed(w->file)) {
		trail_add(w, TRAIL_FORMAT, "", "not of format skysign-audit-trail 1");
		return ERR_OK;
	}
	w->out->envelope = arena_strdup(w->mem, trail_str(w->file, "envelope"));
	w->out->organisation = arena_strdup(w->mem, trail_str(w->file, "organisation"));
	w->out->view = arena_strdup(w->mem, trail_str(w->file, "view"));
	if (!w->out->envelope || !w->out->organisation || !w->out->view)
		return error_set(e, ERR_TOO_LARGE, "no room for the audit trail");
	TRY(trail_check_events(w, e));
	TRY(trail_check_days(w, e));
	return trail_check_acts(w, e);
}

enum err trail_verify(struct bytes file, const struct ers_world *world, time_ms at,
		      struct arena *mem, struct trail_report *out, struct error *e)
{
	struct trail_work w = { .world = world, .mem = mem, .out = out };
	json_error_t why;
	json_t *j = json_loadb((const char *)file.data, file.len, JSON_REJECT_DUPLICATES, &why);
	enum err rc;

	*out = (struct trail_report){
		.at = at, .envelope = "", .organisation = "", .view = "", .head = ""
	};
	w.file = j;
	if (!j) {
		trail_add(&w, TRAIL_FORMAT, "", "no JSON: %.100s, line %d", why.text, why.line);
		return ERR_OK;
	}
	w.keep = json_array();
	rc = check(&w, e);
	json_decref(w.keep);
	json_decref(j);
	return rc;
}
