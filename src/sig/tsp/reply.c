#include "sig/tsp/reply.h"

enum { STATUS_GRANTED = 0, STATUS_GRANTED_WITH_MODS = 1 };

static const char *const status_names[] = {
	[0] = "granted",	 [1] = "granted with modifications",
	[2] = "rejected",	 [3] = "waiting",
	[4] = "revocation soon", [5] = "revoked",
};

static const struct failure_row {
	unsigned bit;
	const char *text;
} failures[] = {
	/* RFC 3161 §2.4.2 PKIFailureInfo */
	{ 0, "the algorithm is not supported" },
	{ 2, "the request was not understood" },
	{ 5, "the data format is wrong" },
	{ 14, "its time source is not available" },
	{ 15, "the policy is not supported" },
	{ 16, "the extension is not supported" },
	{ 17, "additional information is not available" },
	{ 25, "the service failed" },
};

static const char *failure_text(struct bytes bits)
{
	for (size_t i = 0; i < COUNT_OF(failures); i++) {
		size_t at = 1 + failures[i].bit / 8; /* the first octet counts unused bits */

		if (at < bits.len && bits.data[at] & 0x80 >> failures[i].bit % 8)
			return failures[i].text;
	}
	return NULL;
}

/* What the authority wrote about it, printable ASCII only, for the message. */
static void free_text(struct bytes content, char *out, size_t room)
{
	struct der r = der_reader(content);
	struct der_item item = { 0 };
	size_t n = 0;

	if (der_expect(&r, DER_UTF8, &item, NULL) == ERR_OK)
		for (size_t i = 0; i < item.content.len && n + 1 < room; i++)
			if (item.content.data[i] >= ' ' && item.content.data[i] < 0x7f)
				out[n++] = (char)item.content.data[i];
	out[n] = '\0';
}

static enum err refused(uint64_t status, struct der *r, struct error *e)
{
	const char *name = status < COUNT_OF(status_names) ? status_names[status] : "unknown";
	const char *why = NULL;
	struct der_item item;
	char text[96] = "";

	if (der_peek(r, DER_SEQUENCE) && der_next(r, &item, NULL) == ERR_OK)
		free_text(item.content, text, sizeof(text));
	if (der_peek(r, DER_BIT_STRING) && der_next(r, &item, NULL) == ERR_OK)
		why = failure_text(item.content);
	return error_set(e, ERR_TSP, "status is %s%s%s%s%s", name, why ? ": " : "", why ? why : "",
			 *text ? ": " : "", text);
}

static enum err status_check(struct der *r, struct error *e)
{
	struct der info;
	uint64_t status;

	TRY(der_enter(r, DER_SEQUENCE, &info, e));
	TRY(der_get_uint(&info, &status, e));
	if (status != STATUS_GRANTED && status != STATUS_GRANTED_WITH_MODS)
		return refused(status, &info, e);
	return ERR_OK;
}

static enum err envelope_read(struct bytes reply, struct bytes *token, struct error *e)
{
	struct der in = der_reader(reply), r;
	struct der_item item;

	TRY(der_enter(&in, DER_SEQUENCE, &r, e));
	TRY(der_finish(&in, "the reply", e));
	TRY(status_check(&r, e));
	if (!der_more(&r))
		return error_set(e, ERR_TSP, "status granted, but no token");
	TRY(der_expect(&r, DER_SEQUENCE, &item, e));
	TRY(der_finish(&r, "the token", e));
	*token = item.whole;
	return ERR_OK;
}

static enum err matches(const struct tsp_token_info *t, const struct tsp_query *q, struct error *e)
{
	if (t->tst.alg != q->alg)
		return error_set(e, ERR_TSP, "the token stamps a %s, asked was %s",
				 digest_name(t->tst.alg), digest_name(q->alg));
	if (!bytes_eq(t->tst.imprint, q->imprint))
		return error_set(e, ERR_TSP, "the token stamps another imprint");
	if (!bytes_eq(t->tst.nonce, q->nonce))
		return error_set(e, ERR_TSP,
				 t->tst.nonce.len ? "the token's nonce is another one"
						  : "the token has no nonce");
	if (q->policy.len && !bytes_eq(t->tst.policy, q->policy))
		return error_set(e, ERR_TSP, "the token is of another policy than asked");
	if (t->signature_digest == DIGEST_SHA1)
		return error_set(e, ERR_TSP, "the token is signed with SHA-1");
	return ERR_OK;
}

enum err tsp_reply_check(struct bytes reply, const struct tsp_query *q, struct arena *mem,
			 struct bytes *token_out, struct tsp_token_info *info_out, struct error *e)
{
	struct tsp_token_info info;
	struct bytes token;

	if (envelope_read(reply, &token, e) != ERR_OK)
		return error_wrap(e, ERR_TSP, "the reply is no time-stamp response");
	TRY(tsp_token_read(token, NULL, 0, mem, &info, e));
	TRY(matches(&info, q, e));
	*token_out = token;
	*info_out = info;
	return ERR_OK;
}
