/* The templates of mails/ as a table, and one of them filled in.
 *
 * Both parts of a mail come from the same lines, so they say the same. HTML is for every reader:
 * one button, no image, nothing fetched, no colours of its own but the button's, so that dark
 * modes and large letters work. */
#pragma once
#include <stddef.h>
#include "base/arena.h"

struct text_value;

struct notice_template {
	const char *kind, *to; /* to: party, sender, member, owner, operator, anyone */
	const char *note;      /* when it is sent */
	const char *subject_ja, *body_ja, *subject_en, *body_en;
};
extern const struct notice_template notice_templates[]; /* by kind */
extern const size_t notice_template_count;
/* NULL: no such kind. */
const struct notice_template *notice_template_find(const char *kind);

struct notice_content {
	const char *subject, *text, *html;
};
/* locale "ja", anything else is English. trial: marks subject and text. In mem. */
struct notice_content notice_render(struct arena *mem, const struct notice_template *t,
				    const char *locale, const struct text_value *values, size_t n,
				    _Bool trial);
/* The same with the samples of notice_values.def. */
struct notice_content notice_render_sample(struct arena *mem, const struct notice_template *t,
					   const char *locale);
