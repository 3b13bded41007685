/* What an upload is, by its content: its name and the type that a browser gives say nothing. */
#pragma once
#include "pdf/source.h"

enum {
	SNIFF_UNPACKED_MAX = 400 * 1024 * 1024, /* an Office file's members, as they say */
	SNIFF_RATIO_MAX = 200,			/* to the file, above 16 MiB */
};

struct sniffed {
	const char *format;  /* "pdf" (anything unknown is left to the PDF reader), "docx", "png" … */
	const char *refused; /* text code (texts.def): it is not taken; NULL: it is */
	_Bool macros, external; /* an Office file has them; refers to pictures or templates elsewhere */
};

enum err sniff(const struct pdf_source *file, struct arena *mem, struct sniffed *out, struct error *e) MUST_USE;
/* Of a format; application/octet-stream for one that is not known. */
const char *sniff_media_type(const char *format);
/* What a format is converted with: "office"; NULL: it is not. */
const char *sniff_converter(const char *format);
