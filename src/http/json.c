#include "http/json.h"

enum { DEPTH_MAX = 32 };

/* jansson's own bound is 2,048 levels of recursion: too deep for a small stack. */
static _Bool too_deep(struct bytes in)
{
	size_t depth = 0;
	_Bool in_string = 0;

	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = in.data[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = 0;
		} else if (c == '"') {
			in_string = 1;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH_MAX)
				return 1;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return 0;
}

enum err json_load_strict(struct bytes in, json_t **out, struct error *e)
{
	json_error_t why;
	json_t *v;

	if (too_deep(in))
		return error_set(e, ERR_INVALID, "JSON: nested deeper than %d", DEPTH_MAX);
	v = json_loadb((const char *)in.data, in.len, JSON_REJECT_DUPLICATES, &why);
	if (!v)
		return error_set(e, ERR_INVALID, "JSON: line %d, column %d: not well formed",
				 why.line, why.column);
	*out = v;
	return ERR_OK;
}
