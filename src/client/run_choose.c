#include "client/run_choose.h"

static _Bool issuer_fits(const struct key_cert *c, const struct client_offer *o)
{
	for (size_t i = 0; i < o->n_issuers; i++)
		if (bytes_eq(c->view.issuer_der, o->issuers[i]))
			return 1;
	return !o->n_issuers;
}

static enum view_hidden hidden(const struct key_cert *c, const struct client_offer *o)
{
	if (c->view.hidden)
		return c->view.hidden;
	if (o->non_repudiation && !c->view.non_repudiation)
		return VIEW_NOT_SIGNING;
	if (o->no_jpki && c->view.jpki)
		return VIEW_JPKI;
	if (!issuer_fits(c, o))
		return VIEW_ISSUER;
	return client_algs_of_key(c->view.key, 1) & o->algorithms ? VIEW_SHOWN : VIEW_ALGORITHM;
}

/* What is meant for signatures comes first, what cannot be chosen last. */
static unsigned rank(const struct key_cert *c)
{
	return c->view.hidden ? 2 : !c->view.non_repudiation;
}

static void sort(struct key_cert *certs, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct key_cert c = certs[i];
		size_t at = i;

		for (; at && rank(&certs[at - 1]) > rank(&c); at--)
			certs[at] = certs[at - 1];
		certs[at] = c;
	}
}

enum err client_certs(struct key_source *keys, const struct client_offer *o, time_ms now,
		      struct arena *mem, const struct key_cert **out, size_t *n_out,
		      struct error *e)
{
	const struct key_cert *all;
	struct key_cert *mine;
	size_t n;

	TRY(key_source_list(keys, now, mem, &all, &n, e));
	mine = arena_alloc_n(mem, n, sizeof(*mine));
	if (!mine)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	for (size_t i = 0; i < n; i++) {
		mine[i] = all[i];
		mine[i].view.hidden = hidden(&all[i], o);
	}
	sort(mine, n);
	*out = mine;
	*n_out = n;
	return ERR_OK;
}

enum err client_certs_usable(const struct key_cert *certs, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (certs[i].view.hidden == VIEW_SHOWN)
			return ERR_OK;
	return error_set(e, ERR_CERT, "none of the certificates can be used for this request (%s)",
			 n == 1 ? view_hidden_text(certs[0].view.hidden, 0)
				: "see skysign-client certificates");
}
