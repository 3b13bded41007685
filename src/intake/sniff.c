#include "intake/sniff.h"
#include "intake/zip.h"

enum { HEAD = 1024, OLE_LOOK = 4 * 1024 * 1024, PART_MAX = 4 * 1024 * 1024, RELS_MAX = 200 };

static const struct format {
	const char *name, *media, *converter;
	const char *part; /* a member that only this kind of archive has */
} formats[] = {
	{ "pdf", "application/pdf", NULL, NULL },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "office",
	  "word/document.xml" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "office",
	  "xl/workbook.xml" },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "office",
	  "ppt/presentation.xml" },
	{ "odt", "application/vnd.oasis.opendocument.text", "office", NULL },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet", "office", NULL },
	{ "odp", "application/vnd.oasis.opendocument.presentation", "office", NULL },
	{ "rtf", "application/rtf", "office", NULL },
	{ "png", "image/png", NULL, NULL },
	{ "jpeg", "image/jpeg", NULL, NULL },
};

static const struct format *format_named(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

const char *sniff_media_type(const char *format)
{
	const struct format *f = format_named(format);

	return f ? f->media : "application/octet-stream";
}

const char *sniff_converter(const char *format)
{
	const struct format *f = format_named(format);

	return f ? f->converter : NULL;
}

/* Office archives --------------------------------------------------------- */

static _Bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* The first member says it in plain bytes (ODF 1.3 part 2 §3.3). */
static const char *odf_format(const struct zip *z, struct arena *mem)
{
	const struct zip_entry *first = zip_find(z, "mimetype");
	struct bytes type;

	if (!first || first->method || zip_read(z, first, 200, mem, &type, NULL) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (formats[i].converter && bytes_eq_str(type, formats[i].media))
			return formats[i].name;
	return NULL;
}

static const char *archive_format(const struct zip *z, struct arena *mem)
{
	if (zip_find(z, "[Content_Types].xml"))
		for (size_t i = 0; i < COUNT_OF(formats); i++)
			if (formats[i].part && zip_find(z, formats[i].part))
				return formats[i].name;
	return odf_format(z, mem);
}

/* A relationship that is to be fetched from elsewhere; links that are clicked are none (ISO 29500-2 §9.3). */
static _Bool refers_out(struct bytes rels)
{
	size_t at = 0;

	while ((at = bytes_find(rels, BYTES_LIT("<Relationship "), at)) != SIZE_MAX) {
		size_t end = bytes_find(rels, BYTES_LIT(">"), at);
		struct bytes one = bytes_slice(rels, at, (end == SIZE_MAX ? rels.len : end) - at);

		at++;
		if (bytes_find(one, BYTES_LIT("\"External\""), 0) != SIZE_MAX &&
		    bytes_find(one, BYTES_LIT("/hyperlink\""), 0) == SIZE_MAX)
			return 1;
	}
	return 0;
}

static void look_at_rels(const struct zip *z, struct arena *mem, struct sniffed *out)
{
	size_t looked = 0;

	for (size_t i = 0; i < z->n && looked < RELS_MAX && !out->external; i++) {
		AUTO(arena) struct arena *scratch = NULL;
		struct bytes part;

		if (!ends_with(z->entries[i].name, ".rels"))
			continue;
		looked++;
		scratch = arena_new_within(mem);
		if (zip_read(z, &z->entries[i], PART_MAX, scratch, &part, NULL) == ERR_OK)
			out->external = refers_out(part);
	}
}

static _Bool has_macros(const struct zip *z)
{
	for (size_t i = 0; i < z->n; i++)
		if (ends_with(z->entries[i].name, "vbaProject.bin") ||
		    !strncmp(z->entries[i].name, "Basic/", 6) ||
		    !strncmp(z->entries[i].name, "Scripts/", 8))
			return 1;
	return 0;
}

/* ODF 1.3 part 2 §4.4: an encrypted member is named in the manifest. */
static _Bool odf_encrypted(const struct zip *z, struct arena *mem)
{
	AUTO(arena) struct arena *scratch = arena_new_within(mem);
	const struct zip_entry *manifest = zip_find(z, "META-INF/manifest.xml");
	struct bytes text;

	return manifest && zip_read(z, manifest, PART_MAX, scratch, &text, NULL) == ERR_OK &&
	       bytes_find(text, BYTES_LIT("encryption-data"), 0) != SIZE_MAX;
}

static _Bool is_bomb(const struct zip *z)
{
	return z->unpacked > SNIFF_UNPACKED_MAX ||
	       (z->unpacked > 16 * 1024 * 1024 && z->unpacked / SNIFF_RATIO_MAX > z->file->size);
}

static void sniff_archive(const struct pdf_source *file, struct arena *mem, struct sniffed *out)
{
	struct zip z;
	enum err rc = zip_open(file, mem, &z, NULL);

	out->format = "zip";
	if (rc != ERR_OK) {
		out->refused = rc == ERR_TOO_LARGE ? "refused-office-bomb" : "refused-office-damaged";
		return;
	}
	out->format = archive_format(&z, mem);
	if (!out->format) {
		out->format = "zip";
		out->refused = "refused-kind";
	} else if (z.encrypted || odf_encrypted(&z, mem)) {
		out->refused = "refused-office-password";
	} else if (is_bomb(&z)) {
		out->refused = "refused-office-bomb";
	} else {
		out->macros = has_macros(&z);
		look_at_rels(&z, mem, out);
	}
}

/* OLE compound files: old Office, or a newer document encrypted whole (MS-OFFCRYPTO §2.3.1). */
static enum err sniff_compound(const struct pdf_source *file, struct arena *mem, struct sniffed *out,
			       struct error *e)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	size_t len = file->size < OLE_LOOK ? (size_t)file->size : OLE_LOOK;
	struct bytes head, tail;

	TRY(pdf_source_get(file, 0, len, mem, &head, e));
	TRY(pdf_source_get(file, file->size - len, len, mem, &tail, e));
	out->format = "ole";
	out->refused = bytes_find(head, BYTES(name, sizeof(name)), 0) != SIZE_MAX ||
				       bytes_find(tail, BYTES(name, sizeof(name)), 0) != SIZE_MAX
			       ? "refused-office-password"
			       : "refused-office-old";
	return ERR_OK;
}

enum err sniff(const struct pdf_source *file, struct arena *mem, struct sniffed *out, struct error *e)
{
	static const struct {
		struct bytes head;
		const char *format;
	} heads[] = {
		{ { (const unsigned char *)"PK\3\4", 4 }, "zip" },
		{ { (const unsigned char *)"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8 }, "ole" },
		{ { (const unsigned char *)"{\\rtf", 5 }, "rtf" },
		{ { (const unsigned char *)"\x89PNG\r\n\x1a\n", 8 }, "png" },
		{ { (const unsigned char *)"\xff\xd8\xff", 3 }, "jpeg" },
	};
	struct sniffed s = { .format = "pdf" };
	struct bytes head;

	TRY(pdf_source_get(file, 0, file->size < HEAD ? (size_t)file->size : HEAD, mem, &head, e));
	/* a file that is a PDF as well is a PDF; its header may stand a little later (ISO 32000-1 Annex H) */
	if (bytes_find(head, BYTES_LIT("%PDF-"), 0) == SIZE_MAX)
		for (size_t i = 0; i < COUNT_OF(heads); i++)
			if (bytes_starts_with(head, heads[i].head))
				s.format = heads[i].format;
	if (!strcmp(s.format, "zip"))
		sniff_archive(file, mem, &s);
	if (!strcmp(s.format, "ole"))
		TRY(sniff_compound(file, mem, &s, e));
	*out = s;
	return ERR_OK;
}
