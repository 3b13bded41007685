#include "sig/validate/graph.h"

/* What a dictionary is, which decides what its keys mean. */
enum place {
	DEEP,	/* direct, somewhere inside an object */
	OBJECT, /* an object's own dictionary */
	TRAILER,
	CATALOG,
	FORM,
	STORE, /* the DSS */
	PLACES_
};

/* Which keys from AcroForm on hold where, and what stands under them if it is direct. */
static const struct {
	enum place in;
	unsigned key;
	enum place under;
} holds[] = {
	{ TRAILER, GRAPH_Root, CATALOG },  { TRAILER, GRAPH_Info, DEEP },
	{ CATALOG, GRAPH_AcroForm, FORM }, { CATALOG, GRAPH_DSS, STORE },
	{ CATALOG, GRAPH_Metadata, DEEP }, { CATALOG, GRAPH_Extensions, DEEP },
	{ FORM, GRAPH_Fields, DEEP },	   { FORM, GRAPH_DR, DEEP },
	{ STORE, GRAPH_Certs, DEEP },	   { STORE, GRAPH_OCSPs, DEEP },
	{ STORE, GRAPH_CRLs, DEEP },	   { STORE, GRAPH_VRI, DEEP },
	{ OBJECT, GRAPH_AP, DEEP },	   { OBJECT, GRAPH_Kids, DEEP },
	{ OBJECT, GRAPH_Annots, DEEP },	   { OBJECT, GRAPH_Popup, DEEP },
	{ OBJECT, GRAPH_IRT, DEEP },	   { OBJECT, GRAPH_Parent, DEEP },
	{ OBJECT, GRAPH_P, DEEP },
};

/* Values still to be looked at; direct ones keep the key they stand under. */
struct pending {
	const struct pdf_obj *o;
	uint32_t owner;
	uint8_t key;
	uint8_t place; /* of a direct dictionary */
};

struct graph {
	struct arena *mem;
	struct graph_node *nodes; /* open addressing */
	size_t n, cap;		  /* cap: a power of two */
	_Bool incomplete;
	struct pdf_doc *doc;	   /* of the walk that is going on */
	uint32_t special[PLACES_]; /* the object that is the catalog, the form, the DSS; 0: none */
	struct pending *stack;
	size_t depth, stack_cap;
};

static const struct key_row {
	const char *name, *en, *ja;
	size_t len;
} keys[] = {
#define GRAPH_KEY(name, en, ja) { #name, en, ja, sizeof(#name) - 1 },
	GRAPH_KEYS(GRAPH_KEY)
#undef GRAPH_KEY
};
_Static_assert(GRAPH_KEY_COUNT_ <= 64, "a bit for each key");

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "no room for the references of this file");
}

enum err graph_new(struct arena *mem, struct graph **out, struct error *e)
{
	struct graph *g = ARENA_NEW(mem, struct graph);

	if (!g)
		return no_room(e);
	g->mem = mem;
	*out = g;
	return ERR_OK;
}

static struct graph_node *place(struct graph_node *nodes, size_t cap, uint32_t num)
{
	size_t i = (num * UINT32_C(2654435761)) & (cap - 1);

	while (nodes[i].num && nodes[i].num != num)
		i = (i + 1) & (cap - 1);
	return &nodes[i];
}

static _Bool grow(struct graph *g)
{
	size_t cap = g->cap ? 2 * g->cap : 256;
	struct graph_node *nodes = arena_alloc_n(g->mem, cap, sizeof(*nodes));

	if (!nodes)
		return 0;
	for (size_t i = 0; i < g->cap; i++)
		if (g->nodes[i].num)
			*place(nodes, cap, g->nodes[i].num) = g->nodes[i];
	g->nodes = nodes;
	g->cap = cap;
	return 1;
}

struct graph_node *graph_node(struct graph *g, uint32_t num)
{
	struct graph_node *x;

	if (2 * g->n >= g->cap && !grow(g))
		return NULL;
	x = place(g->nodes, g->cap, num);
	if (!x->num) {
		x->num = num;
		g->n++;
	}
	return x;
}

/* Names differ in length and first letter mostly. */
static unsigned key_named(struct bytes name)
{
	for (unsigned i = 0; i < COUNT_OF(keys); i++)
		if (keys[i].len == name.len && name.len && keys[i].name[0] == (char)name.data[0] &&
		    memcmp(keys[i].name, name.data, name.len) == 0)
			return i;
	return GRAPH_OTHER;
}

/* The key that counts for an entry of a dictionary in this place; *under: what a direct one is. */
static unsigned key_of(struct bytes name, enum place in, enum place *under)
{
	unsigned key = key_named(name);

	*under = DEEP;
	if (key < GRAPH_AcroForm && key != GRAPH_Root)
		return key;
	for (size_t i = 0; key != GRAPH_OTHER && i < COUNT_OF(holds); i++)
		if (holds[i].in == in && holds[i].key == key) {
			*under = holds[i].under;
			return key;
		}
	return key == GRAPH_Obj || key == GRAPH_Data ? key : GRAPH_OTHER;
}

static enum place place_of(const struct graph *g, uint32_t num)
{
	for (unsigned i = CATALOG; i < PLACES_; i++)
		if (g->special[i] == num)
			return (enum place)i;
	return OBJECT;
}

static void find_special(struct graph *g, struct pdf_doc *d)
{
	const struct pdf_obj *catalog;

	g->special[CATALOG] = pdf_doc_root(d).num;
	g->special[FORM] = g->special[STORE] = 0;
	if (pdf_doc_object(d, g->special[CATALOG], &catalog, NULL) != ERR_OK)
		return;
	g->special[FORM] = pdf_ref_num(pdf_dict_get(catalog, "AcroForm"));
	g->special[STORE] = pdf_ref_num(pdf_dict_get(catalog, "DSS"));
}

static enum err push(struct graph *g, struct pending p, struct error *e)
{
	const struct pdf_obj *o = p.o;
	struct pending *more;

	if (o->kind != PDF_REF && o->kind != PDF_ARRAY && o->kind != PDF_DICT &&
	    o->kind != PDF_STREAM)
		return ERR_OK;
	more = arena_grow(g->mem, g->stack, g->depth, &g->stack_cap, sizeof(*more));
	if (!more)
		return no_room(e);
	g->stack = more;
	g->stack[g->depth++] = p;
	return ERR_OK;
}

/* What stands under /AP or /DR keeps that key down to the streams and fonts. */
static _Bool hands_on(const struct pdf_obj *o, unsigned key)
{
	return o->kind == PDF_DICT &&
	       (key == GRAPH_AP || (key == GRAPH_DR && !pdf_dict_get(o, "Type")));
}

static enum err push_entries(struct graph *g, const struct pending *p, struct error *e)
{
	_Bool sticky = hands_on(p->o, p->key);

	for (size_t i = 0; i < p->o->u.dict.n; i++) {
		const struct pdf_entry *x = &p->o->u.dict.entries[i];
		enum place under = DEEP;
		unsigned key = p->key;

		if (x->value.kind < PDF_ARRAY)
			continue;
		if (!sticky)
			key = key_of(x->key, (enum place)p->place, &under);
		TRY(push(g, (struct pending){ &x->value, p->owner, (uint8_t)key, (uint8_t)under },
			 e));
	}
	return ERR_OK;
}

static enum err push_children(struct graph *g, const struct pending *p, struct error *e)
{
	if (p->o->kind == PDF_DICT || p->o->kind == PDF_STREAM)
		return push_entries(g, p, e);
	for (size_t i = 0; p->o->kind == PDF_ARRAY && i < p->o->u.array.n; i++)
		TRY(push(g, (struct pending){ &p->o->u.array.items[i], p->owner, p->key, DEEP },
			 e));
	return ERR_OK;
}

/* An appearance belongs to one object; two users of it are any use. */
static void note_owner(struct graph_node *x, unsigned key, uint32_t owner)
{
	if (key != GRAPH_AP)
		return;
	if (x->owner && x->owner != owner)
		x->from |= GRAPH_BIT(OTHER);
	x->owner = owner;
}

/* A referenced list hands the key it is under to its items, so it is entered once a key; so is
 * what stands under /AP. */
static enum err follow(struct graph *g, const struct pending *p, struct error *e)
{
	uint32_t num = p->o->u.ref.num;
	struct graph_node *x = num ? graph_node(g, num) : NULL;
	struct pending next = { NULL, num, p->key, (uint8_t)place_of(g, num) };
	uint64_t seen;

	if (!num)
		return ERR_OK;
	if (!x)
		return no_room(e);
	seen = x->from;
	note_owner(x, p->key, p->owner);
	x->from |= UINT64_C(1) << p->key;
	if (seen & (UINT64_C(1) << p->key))
		return ERR_OK;
	if (pdf_doc_object(g->doc, num, &next.o, NULL) != ERR_OK) {
		g->incomplete = 1;
		return ERR_OK;
	}
	if (next.o->kind == PDF_REF)
		return push(g, next, e);
	if (!seen || next.o->kind == PDF_ARRAY || hands_on(next.o, p->key))
		return push_children(g, &next, e);
	return ERR_OK;
}

static enum err run(struct graph *g, struct error *e)
{
	while (g->depth > 0) {
		struct pending p = g->stack[--g->depth];

		TRY(p.o->kind == PDF_REF ? follow(g, &p, e) : push_children(g, &p, e));
	}
	return ERR_OK;
}

/* What a list or an appearance hands on depends on the key it is under; a dictionary's entries do
 * not. */
static enum err enter_again(struct graph *g, uint32_t num, struct error *e)
{
	struct graph_node *x = graph_node(g, num);
	struct pending p = { NULL, num, GRAPH_OTHER, (uint8_t)place_of(g, num) };
	uint64_t from;

	if (!x)
		return no_room(e);
	from = x->from;
	if (!from)
		return ERR_OK; /* new, or never referred to: reached from elsewhere if at all */
	if (pdf_doc_object(g->doc, num, &p.o, NULL) != ERR_OK) {
		g->incomplete = 1;
		return ERR_OK;
	}
	if (p.o->kind != PDF_REF && p.o->kind != PDF_ARRAY &&
	    !(from & (GRAPH_BIT(AP) | GRAPH_BIT(DR))))
		return push_children(g, &p, e);
	for (p.key = 0; p.key < GRAPH_KEY_COUNT_; p.key++)
		if (from & (UINT64_C(1) << p.key))
			TRY(push(g, p, e));
	return ERR_OK;
}

static _Bool lists(const uint32_t *nums, size_t n, uint32_t num)
{
	for (size_t i = 0; i < n; i++)
		if (nums[i] == num)
			return 1;
	return 0;
}

enum err graph_extend(struct graph *g, struct pdf_doc *d, const uint32_t *nums, size_t n,
		      struct error *e)
{
	struct pending trailer = { pdf_doc_trailer(d), 0, GRAPH_OTHER, TRAILER };

	g->doc = d;
	if (pdf_doc_root(d).num != g->special[CATALOG] || lists(nums, n, g->special[CATALOG]))
		find_special(g, d);
	TRY(push_children(g, &trailer, e));
	for (size_t i = 0; i < n; i++)
		if (nums[i])
			TRY(enter_again(g, nums[i], e));
	return run(g, e);
}

enum err graph_walk(struct graph *g, struct pdf_doc *d, struct error *e)
{
	return graph_extend(g, d, NULL, 0, e);
}

_Bool graph_complete(const struct graph *g)
{
	return !g->incomplete;
}

const char *graph_what(uint64_t from, _Bool ja)
{
	for (unsigned i = 0; i < COUNT_OF(keys); i++)
		if (from & (UINT64_C(1) << i))
			return ja ? keys[i].ja : keys[i].en;
	return ja ? "オブジェクト" : "an object";
}
