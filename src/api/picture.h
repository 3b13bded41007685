/* Pictures in and out: an uploaded PNG or JPEG, checked and written as an encrypted blob. */
#pragma once
#include "api/api.h"
#include "domain/field.h"

/* The whole body; refuses what field_image_check refuses. */
enum err picture_read(struct caller *c, struct bytes *out, struct error *e) MUST_USE;
/* Writes the file of a blob whose row was begun; the row is the caller's to finish. */
enum err picture_write(struct caller *c, const char *blob, struct bytes image,
		       struct image_new *out, struct error *e) MUST_USE;
/* Answers with a PNG that no cache keeps. */
void picture_answer(struct caller *c, struct bytes png, struct response *rs);
