/* Media types by magic numbers. What could run in a page (HTML, SVG) is told apart from nothing: it
 * is plain text here, and is only ever downloaded. */
#include "domain/attachment.h"

static const struct {
	const char *magic;
	unsigned char len, at;
	const char *type;
} kinds[] = {
	{ "%PDF-", 5, 0, "application/pdf" },
	{ "\x89PNG\r\n\x1a\n", 8, 0, "image/png" },
	{ "\xff\xd8\xff", 3, 0, "image/jpeg" },
	{ "GIF87a", 6, 0, "image/gif" },
	{ "GIF89a", 6, 0, "image/gif" },
	{ "WEBP", 4, 8, "image/webp" },
	{ "II*\0", 4, 0, "image/tiff" },
	{ "MM\0*", 4, 0, "image/tiff" },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, "application/x-ole-storage" },
	{ "7z\xbc\xaf\x27\x1c", 6, 0, "application/x-7z-compressed" },
	{ "\x1f\x8b", 2, 0, "application/gzip" },
	{ "{\\rtf", 5, 0, "application/rtf" },
	{ "ftyp", 4, 4, "video/mp4" },
};

/* The names of an office file's parts stand in its first local headers, uncompressed. */
static const struct {
	const char *part, *type;
} packages[] = {
	{ "word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ "mimetypeapplication/vnd.oasis.opendocument.text",
	  "application/vnd.oasis.opendocument.text" },
	{ "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
	  "application/vnd.oasis.opendocument.spreadsheet" },
};

static const char *package_type(struct bytes head)
{
	for (size_t i = 0; i < COUNT_OF(packages); i++)
		if (bytes_find(head, bytes_of_str(packages[i].part), 0) != SIZE_MAX)
			return packages[i].type;
	return "application/zip";
}

/* No control characters but those of a text's lines. */
static _Bool is_text(struct bytes head)
{
	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = head.data[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return 0;
	}
	return 1;
}

static _Bool has_magic(struct bytes head, size_t i)
{
	size_t at = kinds[i].at, len = kinds[i].len;

	return head.len >= at + len && !memcmp(head.data + at, kinds[i].magic, len);
}

const char *media_type_of(struct bytes head)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (has_magic(head, i))
			return kinds[i].type;
	if (head.len >= 4 && !memcmp(head.data, "PK\x03\x04", 4))
		return package_type(head);
	return head.len && is_text(head) ? "text/plain" : "application/octet-stream";
}
