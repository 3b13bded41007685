/* The mails to the parties: as they went out where a copy was kept, tokens and codes masked; else
 * their content. Mails to others (approvers, the sender) are internal. */
#include "domain/notice.h"
#include "domain/vault.h"
#include "evidence/bundle_work.h"
#include "evidence/mask.h"
#include "store/repo/evidence.h"

enum { PAGE = 50 };

struct mails {
	struct bundle_work *b;
	struct buf index;
	unsigned no;
};

static _Bool to_party(const struct bundle_work *b, const struct mail *m)
{
	if (!strncmp(m->kind, "approval", 8))
		return 0;
	for (size_t i = 0; i < b->x->n_recipients; i++)
		if (!strcasecmp(b->x->recipients[i].email, m->to_email))
			return m->recipient_id != NULL;
	return 0;
}

static _Bool has_code(const char *kind)
{
	return strstr(kind, "code") != NULL;
}

static enum err put_copy(struct mails *s, const struct mail *m, const struct mail_copy *copy,
			 const char *stem, struct error *e)
{
	AUTO(buf) struct buf masked = { 0 };
	struct bytes plain;

	TRY(vault_decrypt(s->b->d, m->id, copy->content, &plain, e));
	mask_mail(plain, has_code(m->kind), &masked);
	return zip_add(s->b->z, domain_printf(s->b->d, "%s.eml", stem), buf_bytes(&masked), e);
}

static enum err put_content(struct mails *s, const struct mail *m, const char *stem,
			    struct error *e)
{
	AUTO(buf) struct buf text = { 0 };
	struct notice_content c;

	TRY(notice_read(s->b->d, m, &c, e));
	buf_printf(&text, "To: %s <%s>\nSubject: %s\n\n%s", m->to_name, m->to_email, c.subject,
		   c.text);
	mask_text((char *)text.data, text.len, has_code(m->kind));
	return zip_add(s->b->z, domain_printf(s->b->d, "%s.txt", stem), buf_bytes(&text), e);
}

static const char *time_text(struct bundle_work *b, time_ms t)
{
	char text[TIME_RFC3339_SIZE];

	if (!t)
		return "";
	time_rfc3339(t, text);
	return domain_printf(b->d, "%s", text);
}

static enum err put_mail(struct mails *s, const struct mail *m, struct error *e)
{
	struct bundle_work *b = s->b;
	const char *stem = domain_printf(b->d, "mails/%03u-%s", ++s->no, bundle_name(b, m->kind));
	struct mail_copy copy = { .sha256 = "" };
	enum err rc = mail_copy_get(&b->d->repo, m->id, &copy, e);

	if (rc == ERR_OK)
		TRY(put_copy(s, m, &copy, stem, e));
	else if (rc == ERR_NOT_FOUND)
		TRY(put_content(s, m, stem, e));
	else
		return rc;
	const char *const cells[] = { stem,
				      m->id,
				      m->kind,
				      m->to_name,
				      m->to_email,
				      m->subject,
				      time_text(b, m->created_at),
				      m->state,
				      time_text(b, m->sent_at),
				      m->reply,
				      copy.sha256 };

	bundle_csv(&s->index, cells, COUNT_OF(cells));
	return ERR_OK;
}

static enum err put_all(struct mails *s, struct error *e)
{
	const struct mail *list;
	const char *after = "";
	size_t n;

	do {
		TRY(mail_list_envelope(&s->b->d->repo, s->b->x->v.id, after, PAGE, &list, &n, e));
		for (size_t i = 0; i < n; i++) {
			after = list[i].id;
			if (to_party(s->b, &list[i]))
				TRY(put_mail(s, &list[i], e));
		}
	} while (n == PAGE);
	return ERR_OK;
}

enum err bundle_mails(struct bundle_work *b, struct error *e)
{
	static const char *const head[] = { "file",    "id",	     "kind",	      "to",
					    "address", "subject",    "written",	      "state",
					    "sent",    "smtp_reply", "sha256_as_sent" };
	struct mails s = { .b = b };
	enum err rc;

	bundle_csv(&s.index, head, COUNT_OF(head));
	rc = put_all(&s, e);
	if (rc == ERR_OK)
		rc = zip_add(b->z, "mails/index.csv", buf_bytes(&s.index), e);
	buf_done(&s.index);
	TRY(rc);
	return bundle_exhibit(
		b,
		&(struct exhibit){
			.path = "mails/",
			.title_ja = "電子メール（依頼、締結通知等）",
			.title_en = "Mails (requests, notices)",
			.author = "電子契約サービス提供者",
			.at = b->x->v.sent_at,
			.purpose_ja =
				"各当事者のメールアドレスに依頼および締結の通知を送信した事実",
			.purpose_en =
				"that requests and notices were sent to the parties' addresses" },
		e);
}
