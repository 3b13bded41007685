/* The address book. */
#include "domain/contact.h"
#include <stdlib.h>
#include "api/input.h"
#include "api/output.h"
#include "api/page.h"

static json_t *contact_json(const struct contact *c)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "id",
			 c->id, "name", c->name, "email", c->email, "company", c->company,
			 "department", c->department, "title", c->title, "locale", c->locale,
			 "phone", c->phone, "note", c->note, "version", (json_int_t)c->version,
			 "used_at", json_time(c->used_at), "updated_at", json_time(c->updated_at));
}

/* With "same_email": others that have its address. */
static enum err answer(struct caller *c, const struct contact *contact, struct response *rs,
		       struct error *e)
{
	const struct contact *twins;
	json_t *list = json_array();
	size_t n;

	rs->json = contact_json(contact);
	json_object_set_new(rs->json, "same_email", list);
	TRY(contact_twins(&c->d, contact, &twins, &n, e));
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "id", twins[i].id, "name",
						      twins[i].name, "company", twins[i].company));
	return ERR_OK;
}

/* "USED.CONTACT" of the row before. */
static const char *key_of(struct caller *c, const struct contact *last)
{
	return domain_printf(&c->d, "%lld.%s", (long long)last->used_at, last->id);
}

static void read_key(const struct page *page, struct contact_filter *f)
{
	char *end = NULL;

	f->limit = page->limit + 1;
	if (!page->after)
		return;
	f->used_at = strtoll(page->after, &end, 10);
	f->id = *end == '.' ? end + 1 : end;
}

static enum err list_contacts(struct caller *c, struct response *rs, struct error *e)
{
	const char *words = request_query(c->rq, "q");
	struct contact_filter f = { 0 };
	const struct contact *list;
	json_t *items = json_array();
	struct page page;
	size_t n, shown;

	rs->json = json_pack("{s:o}", "items", items);
	TRY(page_read(c, "contacts", &page, e));
	read_key(&page, &f);
	if (words && *words)
		f.folded = text_fold(&c->d, words);
	TRY(contact_list(&c->d.repo, &f, &list, &n, e));
	shown = page_shown(&page, n);
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, contact_json(&list[i]));
	json_object_set_new(rs->json, "next_cursor",
			    page_next(c, &page, n, shown ? key_of(c, &list[shown - 1]) : NULL));
	return ERR_OK;
}
API_HANDLER(contacts_get, list_contacts)

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct contact contact;

	TRY(contact_get(&c->d.repo, request_param(c->rq, "id"), &contact, e));
	return answer(c, &contact, rs, e);
}
API_HANDLER(contact_get_route, show)

static const struct input_rule contact_rules[] = {
	INPUT(contact_input, name, INPUT_TEXT, 0),
	INPUT(contact_input, email, INPUT_TEXT, 0),
	INPUT(contact_input, company, INPUT_TEXT, 0),
	INPUT(contact_input, department, INPUT_TEXT, 0),
	INPUT(contact_input, title, INPUT_TEXT, 0),
	INPUT(contact_input, locale, INPUT_TEXT, 0),
	INPUT(contact_input, phone, INPUT_TEXT, 0),
	INPUT(contact_input, note, INPUT_TEXT, 0),
	INPUT(contact_input, version, INPUT_INT, 0),
};

static enum err create(struct caller *c, struct response *rs, struct error *e)
{
	struct contact_input in = { 0 };
	struct contact contact;

	TRY(input_body(c, contact_rules, COUNT_OF(contact_rules), &in, e));
	TRY(contact_create(&c->d, &in, &contact, e));
	return answer(c, &contact, rs, e);
}
API_HANDLER(contacts_post, create)

static enum err edit(struct caller *c, struct response *rs, struct error *e)
{
	struct contact_input in = { 0 };
	struct contact contact;

	TRY(input_body(c, contact_rules, COUNT_OF(contact_rules), &in, e));
	TRY(contact_edit(&c->d, request_param(c->rq, "id"), &in, &contact, e));
	return answer(c, &contact, rs, e);
}
API_HANDLER(contact_patch, edit)

static enum err discard(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return contact_remove(&c->d, request_param(c->rq, "id"), e);
}
API_HANDLER(contact_delete_route, discard)
