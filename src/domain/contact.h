/* The organisation's address book (アドレス帳). */
#pragma once
#include "domain/domain.h"
#include "store/repo/contact.h"

struct contact_input { /* NULL: unchanged; of a new one: "" */
	const char *name, *email, *company, *department, *title, *locale, *phone, *note;
	int64_t version; /* of an edit; ERR_STALE when another one came first */
};
enum err contact_create(struct domain *d, const struct contact_input *in, struct contact *out,
			struct error *e) MUST_USE;
enum err contact_edit(struct domain *d, const char *id, const struct contact_input *in,
		      struct contact *out, struct error *e) MUST_USE;
enum err contact_remove(struct domain *d, const char *id, struct error *e) MUST_USE;
/* Others with the same address: told, not refused; one person may stand for two companies. */
enum err contact_twins(struct domain *d, const struct contact *c, const struct contact **out,
		       size_t *n, struct error *e) MUST_USE;
/* For searching: width and case of letters do not count, nor whether kana are katakana or hiragana.
 * In d's memory. */
const char *text_fold(struct domain *d, const char *s);
