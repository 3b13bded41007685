#include "cmd/evidence_check.h"
#include "os/file.h"

enum { MEMORY = 512 << 20 };

void evidence_check_done(struct evidence_check *c)
{
	buf_done(&c->record);
	arena_free(c->mem);
	*c = (struct evidence_check){ .mem = NULL };
}

static enum err hash(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX], struct error *e)
{
	const struct bytes *data = ctx;

	(void)e;
	digest_of(alg, *data, out);
	return ERR_OK;
}

struct ers_document evidence_document(const struct bytes *data)
{
	union { /* the port's ctx is not const; hash does not write */
		const struct bytes *in;
		void *ctx;
	} u = { data };

	return (struct ers_document){ hash, u.ctx };
}

struct ers_world evidence_world(const struct judging_options *o, const struct judging *j)
{
	return (struct ers_world){ .trust = j->trust,
				   .online = j->online,
				   .algorithms = j->algorithms,
				   .require_revocation = o->require_revocation };
}

enum err evidence_check(const char *record, struct bytes document, const struct judging_options *o,
			const struct judging *j, struct evidence_check *c, struct error *e)
{
	struct ers_world world = evidence_world(o, j);
	struct ers_document d = evidence_document(&document);

	TRY(file_read(record, ERS_RECORD_MAX, &c->record, e));
	c->mem = arena_new(MEMORY);
	return ers_verify(buf_bytes(&c->record), &d, &world, j->time, c->mem, &c->report, e);
}
