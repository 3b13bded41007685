/* What an authority, or whoever sits in between, answers. */
#include "fuzz.h"
#include "sig/tsp/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(8 << 20);
	unsigned char hash[DIGEST_MAX];
	struct tsp_query q = { .alg = DIGEST_SHA256, .cert_req = 1,
			       .imprint = digest_of(DIGEST_SHA256, BYTES_LIT("x"), hash) };
	struct tsp_token_info info;
	struct tst_info tst;
	struct bytes token;

	(void)!tsp_reply_check(BYTES(data, size), &q, mem, &token, &info, NULL);
	(void)!tsp_token_read(BYTES(data, size), NULL, 0, mem, &info, NULL);
	(void)!tst_info_read(BYTES(data, size), &tst, NULL);
	return 0;
}
