#include "client/scan.h"

enum { NAME_MAX_BYTES = 32, SIGNATURE = 1 << 8 };

static const struct {
	const char *name;
	unsigned means;
} names[] = {
	{ "ByteRange", SIGNATURE },	  { "JS", SCAN_SCRIPT },
	{ "JavaScript", SCAN_SCRIPT },	  { "AA", SCAN_ACTION },
	{ "OpenAction", SCAN_ACTION },	  { "Launch", SCAN_ACTION },
	{ "GoToR", SCAN_ACTION },	  { "GoToE", SCAN_ACTION },
	{ "SubmitForm", SCAN_ACTION },	  { "ImportData", SCAN_ACTION },
	{ "ResetForm", SCAN_ACTION },	  { "URI", SCAN_ACTION },
	{ "Rendition", SCAN_ACTION },	  { "RichMedia", SCAN_ACTION },
	{ "ObjStm", SCAN_HIDDEN },	  { "EmbeddedFile", SCAN_HIDDEN },
	{ "EmbeddedFiles", SCAN_HIDDEN }, { "XFA", SCAN_HIDDEN },
	{ "Encrypt", SCAN_HIDDEN },
};

/* ISO 32000-2 §7.2.3: white space and delimiters end a name. */
static _Bool ends_name(unsigned char c)
{
	return c <= ' ' || strchr("()<>[]{}/%", c);
}

static int hex(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character of a name, "#4a" undone (§7.3.5). Advances *at. */
static char name_char(struct bytes in, size_t *at)
{
	unsigned char c = in.data[(*at)++];
	int high, low;

	if (c != '#' || in.len - *at < 2)
		return (char)c;
	high = hex(in.data[*at]);
	low = hex(in.data[*at + 1]);
	if (high < 0 || low < 0)
		return (char)c;
	*at += 2;
	return (char)(high * 16 + low);
}

static unsigned name_means(struct bytes in, size_t at)
{
	char name[NAME_MAX_BYTES + 1] = { 0 };
	size_t n = 0;

	while (at < in.len && !ends_name(in.data[at])) {
		if (n == NAME_MAX_BYTES)
			return 0;
		name[n++] = name_char(in, &at);
	}
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strlen(names[i].name) == n && !memcmp(name, names[i].name, n))
			return names[i].means;
	return 0;
}

enum err client_scan(const struct bytes update[2], unsigned *found_out, struct error *e)
{
	unsigned found = 0, signatures = 0;

	for (unsigned part = 0; part < 2; part++)
		for (size_t i = 0; i < update[part].len; i++) {
			unsigned means =
				update[part].data[i] == '/' ? name_means(update[part], i + 1) : 0;

			signatures += (means & SIGNATURE) != 0;
			found |= means & ~(unsigned)SIGNATURE;
		}
	if (!signatures)
		return error_set(e, ERR_BAD_SIG,
				 "the update that the server sent holds no signature; "
				 "nothing was signed");
	if (signatures > 1)
		found |= SCAN_OTHER_SIGNATURE;
	*found_out = found;
	return ERR_OK;
}
