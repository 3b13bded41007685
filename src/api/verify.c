/* POST /api/v1/verify: judges any PDF, in JSON or (Accept: application/xml) by ETSI TS 119 102-2.
 * The file lies in an unlinked temporary file while it is looked at; nothing of it is kept. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "api/trusting.h"
#include "sig/validate/report.h"
#include "sig/validate/validate.h"

enum { PIECE = 64 * 1024, XML_MAX = 16 * 1024 * 1024 };

/* A file without a name: gone with its descriptor, whatever happens. */
static enum err open_nameless(const char *dir, int *fd_out, struct error *e)
{
	*fd_out = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd_out < 0)
		return error_set(e, ERR_IO, "no temporary file can be made in the data directory");
	return ERR_OK;
}

static enum err receive(struct caller *c, int fd, uint64_t *size_out, struct error *e)
{
	unsigned char *piece = arena_alloc(c->rq->mem, PIECE);
	uint64_t size = 0;
	size_t n;

	if (!piece || !c->rq->stream)
		return error_set(e, ERR_INVALID, "there is no file in the body");
	for (;;) {
		TRY(body_read(c->rq->stream, piece, PIECE, &n, e));
		if (!n)
			break;
		if (write(fd, piece, n) != (ssize_t)n)
			return error_set(e, ERR_NO_SPACE, "no room for the file to be looked at");
		size += n;
	}
	*size_out = size;
	return ERR_OK;
}

static enum err read_file(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	while (len) {
		ssize_t n = pread(*(int *)ctx, out, len, (off_t)off);

		if (n <= 0)
			return error_set(e, ERR_IO, "the temporary file cannot be read");
		out += n;
		off += (uint64_t)n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

/* XML only for who names it and not JSON: the answer has been JSON from the beginning. */
static _Bool wants_xml(const struct request *rq)
{
	const char *accept = request_header(rq, "Accept");

	return accept && strcasestr(accept, "application/xml") &&
	       !strcasestr(accept, "application/json");
}

static enum err answer(struct caller *c, const struct validate_report *report, struct response *rs,
		       struct error *e)
{
	AUTO(buf) struct buf xml = { .limit = XML_MAX };

	response_header(c->rq, rs, "Cache-Control", "no-store");
	response_header(c->rq, rs, "Vary", "Accept");
	if (!wants_xml(c->rq)) {
		rs->json = validate_report_json(report);
		return ERR_OK;
	}
	validate_report_xml(report, &xml);
	if (xml.overflow || !arena_copy(c->rq->mem, buf_bytes(&xml), &rs->body))
		return error_set(e, ERR_TOO_LARGE, "the report is too large for one answer");
	rs->content_type = "application/xml";
	return ERR_OK;
}

static enum err judge(struct caller *c, int fd, uint64_t size, struct response *rs, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(judging_memory(size));
	AUTO(trust) struct trust *trust = trust_new();
	struct pdf_source src = { .size = size, .read = read_file, .ctx = &fd };
	const char *name = request_query(c->rq, "name");
	struct validate_report report;

	TRY(caller_trust(c, trust, e));
	report = validate_file(&src,
			       &(struct validate_options){ .trust = trust,
							   .online = c->app->online,
							   .algorithms = c->app->algorithms,
							   .at = domain_now(&c->d),
							   .file = name ? name : "" },
			       mem);
	return answer(c, &report, rs, e);
}

static enum err judge_in_turn(struct caller *c, int fd, uint64_t size, struct response *rs,
			      struct error *e)
{
	enum err rc = judging_begin(c, e);

	if (rc == ERR_OK)
		rc = judge(c, fd, size, rs, e);
	judging_end(c);
	return rc;
}

static enum err verify(struct caller *c, struct response *rs, struct error *e)
{
	uint64_t size;
	enum err rc;
	int fd;

	TRY(open_nameless(c->app->temp_dir, &fd, e));
	rc = receive(c, fd, &size, e);
	if (rc == ERR_OK)
		rc = judge_in_turn(c, fd, size, rs, e);
	close(fd);
	return rc;
}
API_HANDLER(verify_file, verify)
