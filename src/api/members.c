/* Members and invitations of the organisation; the outbox on trial. */
#include <stdlib.h>
#include "api/input.h"
#include "api/output.h"
#include "api/page.h"
#include "domain/notice.h"

static enum err list_members(struct caller *c, struct response *rs, struct error *e)
{
	const struct member_item *list;
	json_t *items;
	size_t n;

	TRY(member_items(&c->d, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, member_json(&list[i]));
	rs->json = json_pack("{s:o}", "items", items);
	return ERR_OK;
}
API_HANDLER(members_get, list_members)

struct member_input {
	const char *email, *role;
};
static const struct input_rule member_rules[] = {
	INPUT(member_input, role, INPUT_TEXT, 1),
	INPUT(member_input, email, INPUT_TEXT, 1),
};

static enum err invite(struct caller *c, struct response *rs, struct error *e)
{
	struct member_input in = { 0 };
	struct member_item m;

	TRY(input_body(c, member_rules, COUNT_OF(member_rules), &in, e));
	TRY(member_invite(&c->d, in.email, in.role, &m, e));
	rs->json = member_json(&m);
	return ERR_OK;
}
API_HANDLER(members_post, invite)

static enum err change_role(struct caller *c, struct response *rs, struct error *e)
{
	struct member_input in = { 0 };
	struct member_item m;

	TRY(input_body(c, member_rules, 1, &in, e));
	TRY(member_change_role(&c->d, request_param(c->rq, "id"), in.role, &m, e));
	rs->json = member_json(&m);
	return ERR_OK;
}
API_HANDLER(member_patch, change_role)

static enum err remove_one(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return member_remove(&c->d, request_param(c->rq, "id"), e);
}
API_HANDLER(member_delete_route, remove_one)

/* Everybody's links stand in these mails: on trial only (practice 1). */
static enum err trial_only(struct caller *c, struct error *e)
{
	return c->app->settings->trial ? ERR_OK : error_set(e, ERR_NOT_FOUND, "there is no outbox");
}

static enum err list_outbox(struct caller *c, struct response *rs, struct error *e)
{
	const struct mail *list;
	struct page page;
	json_t *items;
	size_t n, shown;

	TRY(trial_only(c, e));
	TRY(page_read(c, "outbox", &page, e));
	TRY(mail_list(&c->d.repo, page.after, page.limit + 1, &list, &n, e));
	shown = page_shown(&page, n);
	items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, mail_json(&list[i]));
	rs->json = json_pack("{s:o, s:o}", "items", items, "next_cursor",
			     page_next(c, &page, n, shown ? list[shown - 1].id : NULL));
	return ERR_OK;
}
API_HANDLER(outbox_get, list_outbox)

static enum err show_mail(struct caller *c, struct response *rs, struct error *e)
{
	struct notice_content content;
	struct mail m;

	TRY(trial_only(c, e));
	TRY(mail_get(&c->d.repo, request_param(c->rq, "id"), &m, e));
	if (m.encrypted || !strcmp(m.kind, "abuse"))
		return error_set(e, ERR_NOT_FOUND, "this mail was not sent on trial");
	TRY(notice_read(&c->d, &m, &content, e));
	rs->json = mail_json(&m);
	json_object_set_new(rs->json, "text", json_string(content.text));
	json_object_set_new(rs->json, "html", json_string(content.html));
	return ERR_OK;
}
API_HANDLER(outbox_mail, show_mail)
