/* The working state of the comparison; for the diff_*.c files only. */
#pragma once
#include "pdf/form.h"
#include "sig/validate/diff.h"
#include "sig/validate/graph.h"

struct diff_field { /* a terminal field of the form */
	const char *name;
	uint32_t num;
	enum field_kind { FIELD_OTHER, FIELD_TEXT, FIELD_CHOICE, FIELD_BUTTON, FIELD_PUSHBUTTON, FIELD_SIGNATURE } kind;
	/* what the present step did to it */
	unsigned touched_at;
	_Bool value, look, frozen, refused;
	_Bool beside; /* what goes with a value */
};

/* One thing that happened, before it is known whose signature looks at it. */
struct diff_event {
	enum change_code code;
	struct change change;
	const char *what;	/* that filled the gap of the text */
	uint32_t field;		/* 1 + index; 0: none */
	_Bool was_filled;	/* it said or showed something before */
	_Bool drawn_only;	/* it looks otherwise, its value did not change */
	_Bool redefined;	/* an existing signature */
	_Bool new_visible;	/* a signature field that can be seen was added */
	_Bool drawn;		/* a signature that may show something */
	_Bool over_content;
};
enum { EVENTS_MAX = 4096, WORK_MAX = 64 << 20 };

struct diff {
	struct pdf_history *history;
	struct arena *mem;
	struct pdf_doc *before, *after; /* the step's */
	unsigned revision;	/* of after */
	struct graph *graph;
	struct diff_field *fields;
	size_t n_fields, cap_fields;
	uint32_t *touched;	/* fields that the step touched; indices */
	size_t n_touched, cap_touched;
	struct diff_event *events;
	size_t n, cap;
	struct diff_event dropped; /* what did not fit; written, never read */
	size_t work;		/* steps through lists and dictionaries so far */
	struct error failed;	/* memory or patience ran out while events were noted */
};

/* Notes a change; what may be NULL where the row has no gap. The event's flags may be set until the next call. */
struct diff_event *diff_note(struct diff *d, enum change_code code, uint32_t num, const char *what);
/* The same for an object, named by how it is referred to. */
void diff_note_object(struct diff *d, enum change_code code, uint32_t num);

/* Takes n steps; false: too many have been taken, and diff_step will say so. */
_Bool diff_spend(struct diff *d, size_t n);
/* An entry of a dictionary, quickly when it stands at `at` or is absent as before; NULL: absent. */
const struct pdf_obj *diff_entry(struct diff *d, const struct pdf_obj *dict, struct bytes key,
				 size_t at);

/* Room for one more item of a growing list in d->mem; NULL: mem is full. */
void *diff_more(struct diff *d, void *list, size_t n, size_t *cap, size_t size);

void diff_explain(struct diff *d, uint32_t num, uint64_t keys);
/* The bits under which num is referred to, before this step. */
uint64_t diff_from(struct diff *d, uint32_t num);
_Bool diff_existed(struct diff *d, uint32_t num); /* defined before */
/* The object; NULL when it cannot be read. */
const struct pdf_obj *diff_object(struct pdf_doc *doc, uint32_t num);
/* dict[key], resolved; NULL when null or absent. */
const struct pdf_obj *diff_get(struct pdf_doc *doc, const struct pdf_obj *dict, const char *key);
/* Values equal as written, references included; both NULL or null: equal. */
_Bool diff_same(const struct pdf_obj *a, const struct pdf_obj *b);
_Bool diff_one_of(const char *key, const char *const *list, size_t n);
/* No other keys than these. */
_Bool diff_only_keys(const struct pdf_obj *dict, const char *const *known, size_t n);

/* Calls judge for each key whose value differs (NULL: absent on that side). */
typedef void diff_key_fn(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			 const struct pdf_obj *after);
void diff_keys(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after,
	       diff_key_fn *judge, void *ctx);

/* diff_catalog.c */
void diff_trailer(struct diff *d);
void diff_catalog(struct diff *d);
/* Two readers may see different parts of XMP with entities; without them it says nothing visible. */
_Bool diff_plain_metadata(struct diff *d, uint32_t num);
/* diff_form.c */
enum err diff_fields_begin(struct diff *d, struct error *e) MUST_USE;
enum err diff_field_add(struct diff *d, struct pdf_doc *doc, const struct pdf_field *f,
			struct error *e) MUST_USE;
/* The field that object num is or is a widget of; NULL: none. Valid until a field is added. */
struct diff_field *diff_field_of(const struct diff *d, uint32_t num);
void diff_form(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after); /* catalogs */
/* The form's fonts and other resources may be added to, unless its fields are drawn anew by viewers. */
_Bool diff_resources_grown(struct diff *d, const struct pdf_obj *was, const struct pdf_obj *now);
/* diff_field.c */
void diff_field(struct diff *d, uint32_t num); /* a field's or widget's dictionary that changed */
_Bool diff_appearance(struct diff *d, uint32_t num); /* an appearance that was written over; false: none */
void diff_fields_end(struct diff *d); /* tells what the step did to the fields it touched */
/* diff_button.c */
_Bool diff_button_redrawn(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after);
/* diff_page.c */
void diff_page(struct diff *d, uint32_t num);
void diff_annots(struct diff *d, uint32_t num); /* the list of a page's annotations as an object */
/* diff_annot.c */
void diff_annot_added(struct diff *d, uint32_t num);
void diff_annot_removed(struct diff *d, uint32_t num);
_Bool diff_annot_changed(struct diff *d, uint32_t num); /* false: it is no annotation */
/* diff_dss.c */
void diff_dss(struct diff *d, const struct pdf_obj *before, const struct pdf_obj *after); /* catalogs */
