/* The address book. */
#include "domain/contact.h"
#include <errno.h>
#include <stdlib.h>
#include "api/input.h"
#include "api/output.h"

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200 };

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

/* "1764000000000.con_…": where the list goes on. */
static enum err read_cursor(struct caller *c, struct contact_filter *f, struct error *e)
{
	const char *cursor = page_cursor(c);
	char *end;

	if (!cursor)
		return ERR_OK;
	errno = 0;
	f->used_at = strtoll(cursor, &end, 10);
	if (errno || end == cursor || *end != '.') {
		domain_field_error(&c->d, "cursor", "invalid");
		return domain_fields_ok(&c->d, e);
	}
	f->id = end + 1;
	return ERR_OK;
}

static int64_t page_limit(const struct request *rq)
{
	const char *text = request_query(rq, "limit");
	long n = text ? strtol(text, NULL, 10) : PAGE_DEFAULT;

	return n < 1 ? PAGE_DEFAULT : n > PAGE_MAX ? PAGE_MAX : n;
}

static const char *cursor_after(struct caller *c, const struct contact *last)
{
	return domain_printf(&c->d, "%lld.%s", (long long)last->used_at, last->id);
}

static enum err list_contacts(struct caller *c, struct response *rs, struct error *e)
{
	const char *words = request_query(c->rq, "q");
	struct contact_filter f = { .limit = page_limit(c->rq) + 1 };
	const struct contact *list;
	json_t *items = json_array();
	size_t n, shown;

	rs->json = json_pack("{s:o}", "items", items);
	TRY(read_cursor(c, &f, e));
	if (words && *words)
		f.folded = text_fold(&c->d, words);
	TRY(contact_list(&c->d.repo, &f, &list, &n, e));
	shown = n < (size_t)f.limit ? n : n - 1;
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, contact_json(&list[i]));
	json_object_set_new(rs->json, "next_cursor",
			    json_text(n > shown ? cursor_after(c, &list[shown - 1]) : NULL));
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
