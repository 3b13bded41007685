#include "client/json.h"
#include "sig/trust/identity.h"

enum { DEPTH_MAX = 8 };

static enum err wrong(const char *key, const char *what, struct error *e)
{
	return error_set(e, ERR_INVALID, "the server's answer cannot be used: \"%s\" %s", key,
			 what);
}

/* jansson's own bound is 2,048 levels of recursion. */
static _Bool too_deep(struct bytes in)
{
	size_t depth = 0;
	_Bool text = 0;

	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = in.data[i];

		if (c == '"')
			text = !text;
		else if (text && c == '\\')
			i++;
		else if (!text && (c == '{' || c == '['))
			depth++;
		else if (!text && depth && (c == '}' || c == ']'))
			depth--;
		if (depth > DEPTH_MAX)
			return 1;
	}
	return 0;
}

enum err json_object_load(struct bytes body, json_t **out, struct error *e)
{
	json_error_t why;
	json_t *v = too_deep(body) ? NULL
				   : json_loadb((const char *)body.data, body.len,
						JSON_REJECT_DUPLICATES, &why);

	if (v && json_is_object(v)) {
		*out = v;
		return ERR_OK;
	}
	json_decref(v);
	return error_set(e, ERR_INVALID, "the server's answer is no JSON object");
}

static _Bool absent(const json_t *v)
{
	return !v || json_is_null(v);
}

enum err json_get_text(struct json_in in, const char *key, size_t longest, const char **out,
		       struct error *e)
{
	const json_t *v = json_object_get(in.o, key);

	if (absent(v)) {
		*out = "";
		return ERR_OK;
	}
	if (!json_is_string(v))
		return wrong(key, "is no text", e);
	*out = identity_tame(BYTES(json_string_value(v), json_string_length(v)), longest, in.mem);
	return ERR_OK;
}

static _Bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

enum err json_get_word_or_none(struct json_in in, const char *key, size_t longest, const char **out,
			       struct error *e)
{
	const json_t *v = json_object_get(in.o, key);
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);

	if (absent(v)) {
		*out = NULL;
		return ERR_OK;
	}
	if (!s || !n || n > longest)
		return wrong(key, "is no word", e);
	for (size_t i = 0; i < n; i++)
		if (!word_char(s[i]))
			return wrong(key, "is no word", e);
	*out = arena_strndup(in.mem, s, n);
	return *out ? ERR_OK : error_set(e, ERR_TOO_LARGE, "the server's answer is too large");
}

enum err json_get_word(struct json_in in, const char *key, size_t longest, const char **out,
		       struct error *e)
{
	const char *word;

	TRY(json_get_word_or_none(in, key, longest, &word, e));
	if (!word)
		return wrong(key, "is missing", e);
	*out = word;
	return ERR_OK;
}

enum err json_get_number(struct json_in in, const char *key, uint64_t max, uint64_t *out,
			 struct error *e)
{
	const json_t *v = json_object_get(in.o, key);
	json_int_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < 0 || (uint64_t)n > max)
		return wrong(key, "is no number that fits", e);
	*out = (uint64_t)n;
	return ERR_OK;
}

enum err json_binary(const json_t *v, const char *what, size_t max, struct arena *mem,
		     struct bytes *out, struct error *e)
{
	const char *s = json_string_value(v);
	size_t len = json_string_length(v), n;
	unsigned char *to;

	if (!s || len > max / 3 * 4 + 4)
		return wrong(what, "is no base64 that fits", e);
	to = arena_alloc(mem, len + 1);
	if (!to)
		return error_set(e, ERR_TOO_LARGE, "the server's answer is too large");
	if (!base64_decode(s, len, to, &n) || n > max)
		return wrong(what, "is no base64 that fits", e);
	*out = BYTES(to, n);
	return ERR_OK;
}

enum err json_get_binary(struct json_in in, const char *key, size_t max, struct bytes *out,
			 struct error *e)
{
	return json_binary(json_object_get(in.o, key), key, max, in.mem, out, e);
}

enum err json_get_hex(struct json_in in, const char *key, size_t n, unsigned char *out,
		      struct error *e)
{
	const json_t *v = json_object_get(in.o, key);

	if (json_string_length(v) != 2 * n || !hex_decode(json_string_value(v), 2 * n, out))
		return wrong(key, "is no digest in hex", e);
	return ERR_OK;
}

enum err json_get_object(struct json_in in, const char *key, struct json_in *out, struct error *e)
{
	const json_t *v = json_object_get(in.o, key);

	if (!json_is_object(v))
		return wrong(key, "is no object", e);
	*out = (struct json_in){ v, in.mem };
	return ERR_OK;
}

enum err json_get_array(struct json_in in, const char *key, size_t max, const json_t **out,
			struct error *e)
{
	const json_t *v = json_object_get(in.o, key);

	if (!json_is_array(v) || json_array_size(v) > max)
		return wrong(key, "is no list that fits", e);
	*out = v;
	return ERR_OK;
}
