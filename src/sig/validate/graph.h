/* From where each object of a document is referred to: a walk over everything that the trailer
 * reaches. An overridden object is explained only if all its references are of the kinds that the
 * explanation allows (aliasing: a field's dictionary that is also a page's resource). */
#pragma once
#include "pdf/doc.h"

#define GRAPH_KEYS(X)                                                                       \
	X(Root) X(Info) X(AcroForm) X(Fields) X(Kids) X(Parent) X(Annots) X(Obj) X(DSS)     \
	X(Certs) X(OCSPs) X(CRLs) X(VRI) X(Metadata) X(Data) X(Extensions) X(P)

enum graph_key {
#define X(name) GRAPH_##name,
	GRAPH_KEYS(X)
#undef X
	GRAPH_OTHER /* any other key */
};
#define GRAPH_BIT(key) (1U << GRAPH_##key)

struct graph {
	uint32_t *from;	/* by object number: bits of the keys under which it is referred to */
	uint32_t n;
};
/* numbers: how many object numbers to follow (references beyond are ignored). */
enum err graph_walk(struct pdf_doc *d, uint32_t numbers, struct arena *mem, struct graph *out,
		    struct error *e) MUST_USE;
