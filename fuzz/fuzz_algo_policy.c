#include "fuzz.h"
#include <stdlib.h>
#include "sig/validate/policy.h"

/* An administrator's file: whatever is accepted answers every question, and changes no row that it
 * does not name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(512 * 1024);
	const struct algo_policy *p;
	struct bytes in = BYTES(data, size);

	if (algo_policy_parse(in, mem, &p, NULL) != ERR_OK)
		return 0;
	if (strlen(algo_policy_name(p)) == 0)
		abort();
	for (unsigned bits = 0; bits < 5000; bits += 512)
		(void)algo_policy_key(p, "RSA", bits);
	if (size && bytes_find(in, bytes_of_str("sha"), 0) == SIZE_MAX &&
	    bytes_find(in, bytes_of_str("SHA"), 0) == SIZE_MAX &&
	    bytes_find(in, bytes_of_str("digest"), 0) == SIZE_MAX &&
	    algo_policy_digest(p, "SHA256") != INT64_MAX)
		abort();
	return 0;
}
