#include "jobs/geometry.h"
#include <jansson.h>

const char *geometry_write(const struct pdf_tail *t, struct arena *mem)
{
	return arena_printf(mem,
			    "{\"base\":%llu,\"startxref\":%llu,\"size\":%lu,\"hole\":[%llu,%llu],"
			    "\"byte_range\":[%llu,%llu,%llu,%llu]}",
			    (unsigned long long)t->base, (unsigned long long)t->startxref,
			    (unsigned long)t->size, (unsigned long long)t->hole_off,
			    (unsigned long long)t->hole_len, (unsigned long long)t->byte_range[0],
			    (unsigned long long)t->byte_range[1],
			    (unsigned long long)t->byte_range[2],
			    (unsigned long long)t->byte_range[3]);
}

enum err geometry_read(const char *json, struct pdf_tail *out, struct error *e)
{
	json_t *o = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	json_int_t base, startxref, size, hole, hole_len, r[4];
	int bad = json_unpack(o, "{s:I,s:I,s:I,s:[II],s:[IIII]}", "base", &base, "startxref",
			      &startxref, "size", &size, "hole", &hole, &hole_len, "byte_range",
			      &r[0], &r[1], &r[2], &r[3]);

	json_decref(o);
	if (bad)
		return error_set(e, ERR_INTERNAL, "seal: the stored geometry is unreadable");
	*out = (struct pdf_tail){
		.base = (uint64_t)base,
		.startxref = (uint64_t)startxref,
		.size = (uint32_t)size,
		.hole_off = (uint64_t)hole,
		.hole_len = (size_t)hole_len,
		.byte_range = { (uint64_t)r[0], (uint64_t)r[1], (uint64_t)r[2], (uint64_t)r[3] },
	};
	return ERR_OK;
}
