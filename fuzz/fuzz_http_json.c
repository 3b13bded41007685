/* Bodies through the strict loader: what it takes has no depth beyond its bound and
 * reads the same after being written. */
#include "fuzz.h"
#include <stdlib.h>
#include "http/json.h"

static int depth(const json_t *v)
{
	int deepest = 0, d;
	size_t i;
	const char *key;
	json_t *child;

	if (!json_is_array(v) && !json_is_object(v))
		return 0;
	json_array_foreach(v, i, child) {
		d = depth(child);
		deepest = d > deepest ? d : deepest;
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, child) {
		d = depth(child);
		deepest = d > deepest ? d : deepest;
	}
	return deepest + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *v, *again;
	char *text;

	if (size > 4096 || json_load_strict(BYTES(data, size), &v, NULL) != ERR_OK)
		return 0;
	if (depth(v) > 32)
		abort();
	text = json_dumps(v, JSON_COMPACT);
	if (!text || json_load_strict(bytes_of_str(text), &again, NULL) != ERR_OK)
		abort();
	json_decref(again);
	json_decref(v);
	free(text);
	return 0;
}
