/* Members of an organisation and their invitations. */
#include "domain/audit.h"
#include "domain/check.h"
#include "domain/notice.h"
#include "domain/people.h"

enum err member_items(struct domain *d, const struct member_item **out, size_t *n, struct error *e)
{
	const struct member *members;
	const struct ticket *tickets;
	struct member_item *list;
	size_t n_members, n_tickets;

	TRY(member_list(&d->repo, &members, &n_members, e));
	TRY(ticket_list(&d->repo, domain_now(d), &tickets, &n_tickets, e));
	list = arena_alloc_n(d->repo.mem, n_members + n_tickets + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the members exceed the memory limit");
	for (size_t i = 0; i < n_members; i++)
		list[i] = (struct member_item){ members[i].account_id, members[i].name, members[i].email,
						members[i].role, "active" };
	for (size_t i = 0; i < n_tickets; i++)
		list[n_members + i] = (struct member_item){ tickets[i].id, "", tickets[i].email,
							    tickets[i].role, "invited" };
	*out = list;
	*n = n_members + n_tickets;
	return ERR_OK;
}

static enum err audit_role(struct domain *d, const char *kind, const char *id, const char *role,
			   struct error *e)
{
	const struct audit_data data[] = { { "member", id, 0 }, { "role", role, 0 } };

	return audit_append(d, &(struct audit_entry){ .kind = kind, .data = data, .n = COUNT_OF(data) },
			    NULL, e);
}

static enum err invite_check(struct domain *d, const char *email, const char *role, struct error *e)
{
	struct member m;
	enum role r;
	enum err rc;

	if (!role_parse(role, &r) || r == ROLE_OPERATOR)
		domain_field_error(d, "role", "unknown-role");
	check_email(d, "email", email);
	TRY(domain_fields_ok(d, e));
	rc = member_by_email(&d->repo, email_fold(d, email), &m, e);
	if (rc == ERR_OK)
		return domain_refuse(d, ERR_CONFLICT, "member-exists", e);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

enum err member_invite(struct domain *d, const char *email, const char *role, struct member_item *out,
		       struct error *e)
{
	struct link_token t = link_token_new(d->rng);
	struct ticket ticket = { .organisation_id = d->repo.org, .id = domain_id(d, "tic"),
				 .kind = "invitation", .email = email, .role = role,
				 .token_hash = link_hash(&t), .created_at = domain_now(d),
				 .expires_at = domain_now(d) + d->set->invitation_ttl };
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(invite_check(d, email, role, e));
	ticket.email_folded = email_fold(d, email);
	TRY(db_begin(tx.db, e));
	TRY(ticket_delete_email(&d->repo, ticket.email_folded, e));
	TRY(ticket_insert(tx.db, &ticket, e));
	TRY(audit_role(d, "member.invited", ticket.id, role, e));
	TRY(notice_invitation(d, email, t.text, e));
	TRY(db_commit(tx.db, e));
	*out = (struct member_item){ ticket.id, "", email, role, "invited" };
	return ERR_OK;
}

/* Under the organisation's lock: is this the only owner? */
static enum err keep_an_owner(struct domain *d, const struct member *m, struct error *e)
{
	int64_t owners;

	TRY(member_owners(&d->repo, &owners, e));
	if (!strcmp(m->role, role_name(ROLE_OWNER)) && owners < 2)
		return domain_refuse(d, ERR_CONFLICT, "last-owner", e);
	return ERR_OK;
}

static enum err change_ticket(struct domain *d, const char *id, const char *role, struct member_item *out,
			      struct error *e)
{
	const struct ticket *list;
	size_t n;

	TRY(ticket_set_role(&d->repo, id, role, e));
	TRY(ticket_list(&d->repo, domain_now(d), &list, &n, e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].id, id))
			*out = (struct member_item){ id, "", list[i].email, role, "invited" };
	return ERR_OK;
}

static enum err change_member(struct domain *d, const char *id, const char *role, struct member_item *out,
			      struct error *e)
{
	struct member m;

	TRY(member_get(&d->repo, id, &m, e));
	if (strcmp(role, role_name(ROLE_OWNER)) != 0)
		TRY(keep_an_owner(d, &m, e));
	TRY(member_set_role(&d->repo, id, role, e));
	*out = (struct member_item){ id, m.name, m.email, role, "active" };
	return ERR_OK;
}

enum err member_change_role(struct domain *d, const char *id, const char *role, struct member_item *out,
			    struct error *e)
{
	struct member_item item = { .id = id };
	AUTO(tx) struct tx tx = { d->repo.db };
	enum role r;

	if (!role_parse(role, &r) || r == ROLE_OPERATOR)
		domain_field_error(d, "role", "unknown-role");
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	if (!strncmp(id, "tic_", 4))
		TRY(change_ticket(d, id, role, &item, e));
	else
		TRY(change_member(d, id, role, &item, e));
	TRY(audit_role(d, "member.role_changed", id, role, e));
	TRY(db_commit(tx.db, e));
	*out = item;
	return ERR_OK;
}

static enum err remove_member(struct domain *d, const char *id, struct error *e)
{
	struct member m;

	TRY(member_get(&d->repo, id, &m, e));
	TRY(keep_an_owner(d, &m, e));
	TRY(session_delete_member(&d->repo, id, e));
	return member_delete(&d->repo, id, e);
}

enum err member_remove(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	if (!strncmp(id, "tic_", 4))
		TRY(ticket_delete(&d->repo, id, e));
	else
		TRY(remove_member(d, id, e));
	TRY(audit_role(d, "member.removed", id, NULL, e));
	return db_commit(tx.db, e);
}

enum err invitation_check(struct domain *d, const char *token, struct invitation *out, struct error *e)
{
	struct organisation o;
	struct ticket t;

	TRY(people_ticket(d, token, "invitation", &t, e));
	d->repo.org = t.organisation_id;
	TRY(organisation_get(&d->repo, &o, e));
	*out = (struct invitation){ o.name, t.email, t.role };
	return ERR_OK;
}

/* Who was removed comes back as the same account, under the new name and password: it belongs
 * nowhere, and the invitation was sent to its address. One that belongs somewhere is left alone. */
static enum err revive(struct domain *d, const struct account *known, struct account *a, struct error *e)
{
	const char *elsewhere;
	enum err rc = member_organisation(d->repo.db, d->repo.mem, known->id, &elsewhere, e);

	if (rc == ERR_OK)
		return domain_refuse(d, ERR_CONFLICT, "account-elsewhere", e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	a->id = known->id;
	return account_update(d->repo.db, a, e);
}

static enum err accept_rows(struct domain *d, const struct ticket *t, struct account *a, struct error *e)
{
	struct account known;
	enum err rc = account_by_email(d->repo.db, d->repo.mem, a->email_folded, &known, e);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	TRY(ticket_use(d->repo.db, t->token_hash, domain_now(d), e));
	TRY(rc == ERR_OK ? revive(d, &known, a, e) : account_insert(d->repo.db, a, e));
	TRY(member_insert(&d->repo, a->id, t->role, domain_now(d), e));
	d->actor = (struct actor){ .kind = ACTOR_MEMBER, .id = a->id, .name = a->name, .email = a->email,
				   .ip = d->actor.ip, .agent = d->actor.agent };
	return audit_role(d, "member.joined", a->id, t->role, e);
}

enum err invitation_accept(struct domain *d, const struct accept_input *in, struct signed_in *out,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct account a = { .name = in->name, .locale = in->locale };
	struct ticket t;

	TRY(people_ticket(d, in->token, "invitation", &t, e));
	d->repo.org = t.organisation_id;
	a.email = t.email;
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_locale(d, "locale", in->locale);
	check_password(d, "password", in->password, t.email);
	TRY(domain_fields_ok(d, e));
	TRY(people_new_account(d, &a, in->password, e));
	TRY(db_begin(tx.db, e));
	TRY(accept_rows(d, &t, &a, e));
	TRY(people_open_session(d, a.id, out, e));
	return db_commit(tx.db, e);
}
