#include "evidence/json.h"
#include <stdlib.h>

static json_t *taken(char *s)
{
	json_t *j = json_string(s);

	free(s);
	return j;
}

static char *room(size_t size)
{
	char *s = malloc(size);

	if (!s)
		abort();
	return s;
}

json_t *evidence_hex(struct bytes b)
{
	char *s = room(2 * b.len + 1);

	s[0] = '\0';
	hex_encode(b, s);
	return taken(s);
}

json_t *evidence_hex_or_null(struct bytes b)
{
	return b.len ? evidence_hex(b) : json_null();
}

json_t *evidence_base64(struct bytes b)
{
	char *s = room(base64_size(b.len));

	base64_encode(b, s);
	return taken(s);
}

json_t *evidence_text(const char *s)
{
	return s ? json_string(s) : json_null();
}

json_t *evidence_time(time_ms t)
{
	char text[TIME_RFC3339_SIZE];

	if (!t)
		return json_null();
	time_rfc3339(t, text);
	return json_string(text);
}
