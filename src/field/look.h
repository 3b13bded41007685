/* What a field shows, in terms of draw/field.h: the same for the check whether it fits, for the
 * preview on the screen and for what is signed. */
#pragma once
#include "draw/field.h"
#include "domain/field.h"
#include "store/blob.h"

enum { FIELD_IMAGE_BYTES = 4 * 1024 * 1024, FIELD_IMAGE_DOTS = 16 * 1000 * 1000 };

struct field_box {
	double width, height;	 /* units of the page */
	double unit;		 /* points in a unit; 0: 1 */
	struct draw_frame frame; /* of a field that the file came with */
	_Bool opaque;		 /* PDF/A-1 */
	unsigned comb;		 /* cells of a field that the file came with; 0: none */
};

/* *out points into c, f and d's memory. The picture of an image is read from its encrypted blob.
 * What is empty gives a look of no text. ERR_INVALID: such a field has no look (check, radio have
 * marks instead: field_look_mark). */
enum err field_look(struct domain *d, struct blob_store *blobs, const struct input_field *f,
		    const struct field_content *c, const struct field_box *box,
		    struct draw_look *out, struct error *e) MUST_USE;
/* A check box or radio button, chosen or not. */
struct draw_look field_look_mark(const struct input_field *f, const struct field_box *box,
				 _Bool chosen);

/* *code_out: text code why the box cannot show it; NULL: it can. Draws nothing that is kept. */
enum err field_look_fits(struct domain *d, struct blob_store *blobs, const struct input_field *f,
			 const struct field_content *c, const struct field_box *box,
			 const char **code_out, struct error *e) MUST_USE;

/* The same for a text that is ready to be drawn; *code_out stays when it fits. */
enum err field_text_fits(const struct draw_look *look, const char **code_out,
			 struct error *e) MUST_USE;

/* A picture from outside: PNG or JPEG in the bounds above, and it decodes. *code_out as above. */
enum err field_image_check(struct bytes image, const char **code_out, struct error *e) MUST_USE;
