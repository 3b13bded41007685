#include "domain/contact.h"
#include "base/buf.h"
#include "domain/audit.h"
#include "domain/check.h"

enum { PHONE_MAX_CHARS = 40, NOTE_MAX_CHARS = 1000 };

static const char *or_old(const char *in, const char *old)
{
	return in ? in : old;
}

static const char *searchable(struct domain *d, const struct contact *c)
{
	return text_fold(d, domain_printf(d, "%s\n%s\n%s\n%s", c->name, c->company, c->email,
					  c->department));
}

static enum err check(struct domain *d, const struct contact *c, struct error *e)
{
	const struct text_rule line = { NAME_MAX_CHARS, 0, 0 };

	check_text(d, "name", c->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_email(d, "email", c->email);
	check_text(d, "company", c->company, line);
	check_text(d, "department", c->department, line);
	check_text(d, "title", c->title, line);
	check_text(d, "phone", c->phone, (struct text_rule){ PHONE_MAX_CHARS, 0, 0 });
	check_text(d, "note", c->note, (struct text_rule){ NOTE_MAX_CHARS, 0, 1 });
	check_locale(d, "locale", c->locale);
	return domain_fields_ok(d, e);
}

static enum err apply(struct domain *d, struct contact *c, const struct contact_input *in,
		      struct error *e)
{
	c->name = or_old(in->name, c->name);
	c->email = or_old(in->email, c->email);
	c->company = or_old(in->company, c->company);
	c->department = or_old(in->department, c->department);
	c->title = or_old(in->title, c->title);
	c->locale = or_old(in->locale, c->locale);
	c->phone = or_old(in->phone, c->phone);
	c->note = or_old(in->note, c->note);
	TRY(check(d, c, e));
	c->email_folded = email_fold(d, c->email);
	c->folded = searchable(d, c);
	c->updated_at = domain_now(d);
	return ERR_OK;
}

enum err contact_create(struct domain *d, const struct contact_input *in, struct contact *out,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct contact c = { .id = domain_id(d, "con"),
			     .name = "",
			     .email = "",
			     .company = "",
			     .department = "",
			     .title = "",
			     .locale = "ja",
			     .phone = "",
			     .note = "",
			     .version = 1,
			     .created_at = domain_now(d) };

	TRY(apply(d, &c, in, e));
	TRY(db_begin(tx.db, e));
	TRY(contact_insert(&d->repo, &c, e));
	TRY(db_commit(tx.db, e));
	*out = c;
	return ERR_OK;
}

enum err contact_edit(struct domain *d, const char *id, const struct contact_input *in,
		      struct contact *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct contact c;

	TRY(db_begin(tx.db, e));
	TRY(contact_get(&d->repo, id, &c, e));
	if (in->version != c.version)
		return domain_refuse(d, ERR_STALE, "contact-stale", e);
	TRY(apply(d, &c, in, e));
	c.version++;
	TRY(contact_update(&d->repo, &c, in->version, e));
	TRY(db_commit(tx.db, e));
	*out = c;
	return ERR_OK;
}

enum err contact_remove(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(contact_delete(&d->repo, id, e));
	return db_commit(tx.db, e);
}

enum err contact_twins(struct domain *d, const struct contact *c, const struct contact **out,
		       size_t *n, struct error *e)
{
	const struct contact *all;
	struct contact *others;
	size_t count;

	TRY(contact_by_email(&d->repo, c->email_folded, &all, &count, e));
	others = arena_alloc_n(d->repo.mem, count + 1, sizeof(*others));
	if (!others)
		return error_set(e, ERR_TOO_LARGE, "the contacts exceed the memory limit");
	*n = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].id, c->id) != 0)
			others[(*n)++] = all[i];
	*out = others;
	return ERR_OK;
}

/* Three bytes of UTF-8: what a letter of the Japanese blocks counts as. */
static uint32_t fold_char(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e) /* full-width ASCII */
		c -= 0xfee0;
	if (c == 0x3000)
		c = ' ';
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if (c >= 0x30a1 && c <= 0x30f6) /* katakana */
		c -= 0x60;
	return c;
}

static void put_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_append_byte(b, (unsigned char)c);
		return;
	}
	buf_append_byte(b, (unsigned char)(0xe0 | c >> 12));
	buf_append_byte(b, (unsigned char)(0x80 | (c >> 6 & 0x3f)));
	buf_append_byte(b, (unsigned char)(0x80 | (c & 0x3f)));
}

const char *text_fold(struct domain *d, const char *s)
{
	AUTO(buf) struct buf b = { 0 };
	const unsigned char *p = (const unsigned char *)s;
	char *out;

	while (*p) {
		if (*p < 0x80) {
			put_utf8(&b, fold_char(*p++));
		} else if ((*p & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
			put_utf8(&b, fold_char((*p & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
					       (p[2] & 0x3fu)));
			p += 3;
		} else {
			buf_append_byte(&b, *p++);
		}
	}
	out = arena_strndup(d->repo.mem, b.data ? (const char *)b.data : "", b.len);
	return out ? out : "";
}
