/* Fills in fields in an act's update (ISO 32000-2 §12.7.4), ours and those of uploads alike.
 *
 * Only /V of the field and /AP and /AS of its widgets change, each appearance by a new stream;
 * never /MK, /Ff, /F, /DA nor anything of the AcroForm: more than that makes validators refuse what
 * was certified before (docs/decisions/0113). */
#pragma once
#include "pdf/form_list.h"

struct pdf_filling;

/* Reads the form once. u: the act's update, before or after other changes of it. */
enum err pdf_filling_begin(struct pdf_update *u, struct pdf_filling **out,
			   struct error *e) MUST_USE;

/* The field of that name, as it was before the update. ERR_NOT_FOUND. */
enum err pdf_filling_find(struct pdf_filling *f, const char *name, const struct pdf_form_item **out,
			  struct error *e) MUST_USE;

/* value: text and editable choice: UTF-8; choice and radio: an option's value; check: "on" or its
 * state; "" empties any of them; image: NULL.
 * looks: for text, choice and image one picture for each widget of the item, in their order (num 0:
 * that widget keeps what it shows); NULL for check and radio, which choose among their own states.
 *
 * ERR_PDF_LOCKED: a signature locks the field. ERR_INVALID: no such option, longer than /MaxLen,
 * line breaks in a single line, no UTF-8. ERR_UNSUPPORTED: a signature, rich text, or a check box
 * without pictures of its states. Read-only fields are filled in all the same: they are kept from
 * viewers, not from us. */
enum err pdf_filling_set(struct pdf_filling *f, const struct pdf_form_item *item, const char *value,
			 const struct pdf_ref *looks, struct error *e) MUST_USE;
