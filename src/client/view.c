#include "client/view.h"
#include "client/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_usage.h"
#include "sig/trust/identity.h"

enum { TEXT_MAX = 128 };

static const char *const hidden_texts[][2] = {
#define HIDDEN(sym, ja, en) [VIEW_##sym] = { en, ja },
#include "client/hidden.def"
#undef HIDDEN
};

const char *view_hidden_text(enum view_hidden h, _Bool ja)
{
	return hidden_texts[h][ja];
}

/* Where the parts of a view stand in an identity. Several fields may hold one: the first that is
 * there counts. */
static const char *part_of(const struct cert_identity *id, const enum identity_field *fields,
			   size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < id->n; i++)
			if (id->items[i].field == fields[k])
				return id->items[i].value;
	return NULL;
}

static void from_identity(const struct cert_identity *id, struct cert_view *v)
{
	static const enum identity_field company[] = { IDENTITY_FIELD_COMPANY,
						       IDENTITY_FIELD_ORGANISATION,
						       IDENTITY_FIELD_SUBJECT_ORGANISATION };
	static const enum identity_field capacity[] = { IDENTITY_FIELD_REPRESENTATIVE_TITLE,
							IDENTITY_FIELD_TITLE };
	static const enum identity_field name[] = { IDENTITY_FIELD_REPRESENTATIVE,
						    IDENTITY_FIELD_NAME, IDENTITY_FIELD_OFFICE,
						    IDENTITY_FIELD_SUBJECT_OFFICE };
	const char *found;

	if ((found = part_of(id, company, COUNT_OF(company))))
		v->company = found;
	if ((found = part_of(id, capacity, COUNT_OF(capacity))))
		v->capacity = found;
	if ((found = part_of(id, name, COUNT_OF(name))))
		v->name = found;
}

static const char *tame(const char *s, struct arena *mem)
{
	return identity_tame(bytes_of_str(s), TEXT_MAX, mem);
}

static enum view_hidden hidden(const struct cert_facts *f, const struct cert_usage *u, time_ms now)
{
	if (u->ca)
		return VIEW_CA;
	if (u->authentication)
		return VIEW_AUTHENTICATION;
	if (!u->signing)
		return VIEW_NOT_SIGNING;
	if (now > f->not_after)
		return VIEW_EXPIRED;
	if (now < f->not_before)
		return VIEW_NOT_YET;
	return client_algs_of_key(f->key, 0) ? VIEW_SHOWN : VIEW_WEAK;
}

void cert_view_make(struct bytes der, time_ms now, struct arena *mem, struct cert_view *out)
{
	struct cert_view v = { .company = "",
			       .capacity = "",
			       .name = "",
			       .issuer = "",
			       .key = "",
			       .sha256 = "",
			       .hidden = VIEW_UNREADABLE };
	struct cert_facts f;
	struct cert_usage u;
	struct cert c;

	*out = v;
	if (cert_read(der, &c, NULL) != ERR_OK || cert_usage_read(der, &u, NULL) != ERR_OK ||
	    cert_facts_read(der, mem, &f, NULL) != ERR_OK)
		return;
	v.company = tame(f.organisation, mem);
	v.name = tame(f.common_name, mem);
	v.issuer = tame(f.issuer_name, mem);
	if (f.identity)
		from_identity(f.identity, &v);
	v.key = tame(f.key, mem);
	v.sha256 = f.sha256;
	v.issuer_der = c.issuer;
	v.not_after = f.not_after;
	v.non_repudiation = u.non_repudiation;
	v.jpki = u.jpki;
	v.hidden = hidden(&f, &u, now);
	*out = v;
}
