#include "sig/validate/graph.h"

/* Values still to be looked at; direct ones keep the key they stand under. */
struct pending {
	const struct pdf_obj *o;
	unsigned key;
};

struct walk {
	struct pdf_doc *doc;
	struct arena *mem;
	struct graph *g;
	struct pending *stack;
	size_t n, cap;
	_Bool full;
};

static unsigned key_of(struct bytes name)
{
	static const char *const names[] = {
#define X(name) #name,
		GRAPH_KEYS(X)
#undef X
	};

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (bytes_eq_str(name, names[i]))
			return i;
	return GRAPH_OTHER;
}

static void push(struct walk *w, const struct pdf_obj *o, unsigned key)
{
	if (o->kind != PDF_REF && o->kind != PDF_ARRAY && o->kind != PDF_DICT && o->kind != PDF_STREAM)
		return;
	if (w->n == w->cap) {
		size_t cap = w->cap ? 2 * w->cap : 256;
		struct pending *more = arena_alloc_n(w->mem, cap, sizeof(*more));

		if (!more) {
			w->full = 1;
			return;
		}
		if (w->n)
			memcpy(more, w->stack, w->n * sizeof(*more));
		w->stack = more;
		w->cap = cap;
	}
	w->stack[w->n++] = (struct pending){ o, key };
}

static void push_children(struct walk *w, const struct pdf_obj *o, unsigned key)
{
	if (o->kind == PDF_ARRAY)
		for (size_t i = 0; i < o->u.array.n; i++)
			push(w, &o->u.array.items[i], key);
	if (o->kind == PDF_DICT || o->kind == PDF_STREAM)
		for (size_t i = 0; i < o->u.dict.n; i++)
			push(w, &o->u.dict.entries[i].value, key_of(o->u.dict.entries[i].key));
}

/* A referenced array hands the key it is under to its items, so it is entered once a key. */
static void follow(struct walk *w, uint32_t num, unsigned key)
{
	const struct pdf_obj *target;
	uint32_t seen;

	if (num >= w->g->n)
		return;
	seen = w->g->from[num];
	w->g->from[num] |= 1U << key;
	if (seen & (1U << key))
		return;
	if (pdf_doc_object(w->doc, num, &target, NULL) != ERR_OK)
		return;
	if (target->kind == PDF_REF)
		push(w, target, key);
	else if (!seen || target->kind == PDF_ARRAY)
		push_children(w, target, key);
}

enum err graph_walk(struct pdf_doc *d, uint32_t numbers, struct arena *mem, struct graph *out,
		    struct error *e)
{
	struct graph g = { arena_alloc_n(mem, (size_t)numbers + 1, sizeof(*g.from)), numbers };
	struct walk w = { .doc = d, .mem = mem, .g = &g };

	if (!g.from)
		return error_set(e, ERR_PDF_LIMIT, "no room for the references of this file");
	push_children(&w, pdf_doc_trailer(d), GRAPH_OTHER);
	while (w.n > 0) {
		struct pending p = w.stack[--w.n];

		if (p.o->kind == PDF_REF)
			follow(&w, p.o->u.ref.num, p.key);
		else
			push_children(&w, p.o, p.key);
	}
	if (w.full)
		return error_set(e, ERR_PDF_LIMIT, "no room for the references of this file");
	*out = g;
	return ERR_OK;
}
