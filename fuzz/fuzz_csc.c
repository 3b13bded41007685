/* Everything that a remote signing service may answer; the first byte chooses which answer it is
 * taken for. What is accepted is within its bounds, and no more of an answer stands in an error
 * than the code of a refusal. */
#include "fuzz.h"
#include <stdlib.h>
#include "csc/reply.h"

static void clean(const char *s, size_t max)
{
	if (!*s || strlen(s) > max)
		abort();
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			abort();
}

static void check(const struct csc_credential *k)
{
	clean(k->id, 256);
	if (k->n_chain > CSC_CHAIN_MAX || k->n_algorithms > CSC_ALGORITHMS_MAX || k->multisign < 1)
		abort();
	if (!k->unusable && (!k->n_chain || !k->n_algorithms))
		abort();
	for (size_t i = 0; i < k->n_chain; i++)
		if (!k->chain[i].len || k->chain[i].len > 16 * 1024)
			abort();
}

static void credentials(struct arena *mem, struct bytes in)
{
	struct csc_credential *list;
	size_t n;

	if (csc_credentials_read(in, mem, &list, &n, NULL) != ERR_OK)
		return;
	if (n > CSC_CREDENTIALS_MAX)
		abort();
	for (size_t i = 0; i < n; i++)
		check(&list[i]);
}

static void credential(struct arena *mem, struct bytes in)
{
	struct csc_credential k;
	json_t *o;

	if (csc_read_object(in, &o, NULL) != ERR_OK)
		return;
	if (csc_read_credential(o, "id", mem, &k, NULL) == ERR_OK)
		check(&k);
	json_decref(o);
}

static void ids(struct arena *mem, struct bytes in)
{
	const char *list[CSC_CREDENTIALS_MAX];
	size_t n;

	if (csc_read_ids(in, mem, list, &n, NULL) != ERR_OK)
		return;
	if (n > CSC_CREDENTIALS_MAX)
		abort();
	for (size_t i = 0; i < n; i++)
		clean(list[i], 256);
}

static void token(struct arena *mem, struct bytes in)
{
	struct csc_token t;

	if (csc_read_token(in, mem, &t, NULL) != ERR_OK)
		return;
	clean(t.value, 16 * 1024);
	if (strchr(t.value, ' ') || t.expires_in < 0)
		abort();
}

static void info(struct arena *mem, struct bytes in)
{
	struct csc_info i;

	if (csc_read_info(in, 0, mem, &i, NULL) != ERR_OK)
		return;
	clean(i.oauth2, 1024);
	clean(i.issuer, 1024);
	if (strncmp(i.oauth2, "https:", 6) != 0 || strpbrk(i.oauth2, "?#@ ") || strpbrk(i.issuer, "?#@ "))
		abort();
}

static void signatures(struct arena *mem, struct bytes in)
{
	struct bytes out[2];

	if (csc_read_signatures(in, 2, mem, out, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < 2; i++)
		if (!out[i].len || out[i].len > 1024)
			abort();
}

static void refusal(struct arena *mem, struct bytes in)
{
	struct error e = { 0 };

	(void)mem;
	if (csc_read_refusal(400, in, &e) == ERR_DENIED)
		clean(e.msg, 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct arena *,
				       struct bytes) = { credentials, credential, ids,	  token,
							 info,	      signatures, refusal };
	struct arena *mem;

	if (size < 1 || size > 64 * 1024)
		return 0;
	mem = arena_new(8 << 20);
	readers[data[0] % COUNT_OF(readers)](mem, BYTES(data + 1, size - 1));
	arena_free(mem);
	return 0;
}
