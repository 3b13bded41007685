#include "sig/validate/xmp.h"
#include <expat.h>

struct reading {
	XML_Parser parser;
	unsigned depth;
	_Bool refused;
};

static void refuse(struct reading *r)
{
	r->refused = 1;
	XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *r = ctx;

	(void)name;
	(void)attributes;
	if (++r->depth > XMP_DEPTH_MAX)
		refuse(r);
}

static void on_end(void *ctx, const XML_Char *name)
{
	struct reading *r = ctx;

	(void)name;
	r->depth--;
}

/* Entities live in a document type; without one there are none but the five of XML itself. */
static void on_doctype(void *ctx, const XML_Char *name, const XML_Char *system_id,
		       const XML_Char *public_id, int internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	refuse(ctx);
}

_Bool xmp_is_plain(struct bytes xml)
{
	struct reading r = { .parser = XML_ParserCreate(NULL) };
	_Bool ok = 0;

	if (!r.parser)
		return 0;
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	if (xml.len <= XMP_BYTES_MAX)
		ok = XML_Parse(r.parser, (const char *)xml.data, (int)xml.len, 1) ==
			     XML_STATUS_OK &&
		     !r.refused;
	XML_ParserFree(r.parser);
	return ok;
}
