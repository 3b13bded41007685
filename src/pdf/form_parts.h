/* What form_edit.c and form_make.c share: parts of a form put into an update, each where it was
 * before, as an entry or as an object of its own. Inside src/pdf only. */
#pragma once
#include "pdf/form.h"

enum { PDF_WIDGET_FLAGS = 4 + 128 }; /* print, locked (§12.5.3) */

enum err pdf_part_no_memory(struct error *e);
/* dict[key], resolved through the update. */
enum err pdf_part_get(struct pdf_update *u, const struct pdf_obj *dict, const char *key,
		      const struct pdf_obj **out, struct error *e) MUST_USE;
enum err pdf_part_set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_dict_builder *b,
		      struct error *e) MUST_USE;
/* Appends items to the array under key. *owner_changed tells whether the owner itself has to be
 * written: not when the array is an object of its own. */
enum err pdf_part_append(struct pdf_update *u, struct pdf_dict_builder *owner, const char *key,
			 const struct pdf_obj *items, size_t n, _Bool *owner_changed,
			 struct error *e) MUST_USE;
enum err pdf_part_valid_name(const char *name, struct error *e) MUST_USE;
/* Partial names of the fields at the root: enough, as a name without a dot can only meet those. */
enum err pdf_part_names(struct pdf_update *u, const struct pdf_obj *form, const char *const **out,
			size_t *n, struct error *e) MUST_USE;
enum err pdf_part_free_name(const char *const *names, size_t n, const char *name,
			    struct error *e) MUST_USE;
enum err pdf_part_to_page(struct pdf_update *u, struct pdf_ref page, const struct pdf_obj *widgets,
			  size_t n, struct error *e) MUST_USE;
enum err pdf_part_put_form(struct pdf_update *u, const struct pdf_obj *catalog, _Bool missing,
			   const struct pdf_dict_builder *b, struct error *e) MUST_USE;
/* A form XObject that draws nothing. */
enum err pdf_part_empty_look(struct pdf_update *u, double width, double height, struct pdf_ref *out,
			     struct error *e) MUST_USE;
void pdf_part_set_look(struct arena *mem, struct pdf_dict_builder *b, struct pdf_ref normal);
/* The same as the one state of a button, chosen by /AS. */
enum err pdf_part_set_state_look(struct arena *mem, struct pdf_dict_builder *b, const char *state,
				 struct pdf_ref normal, struct error *e) MUST_USE;
/* /MK /R; nothing for an upright page. */
void pdf_part_set_turn(struct pdf_dict_builder *b, int turn);
