/* skysign audit verify FILE|DIR: is this audit trail whole, and what proves it? Offline.
 * docs/man/skysign-audit.1.md */
#include <stdio.h>
#include <sys/stat.h>
#include "cmd/command.h"
#include "cmd/evidence_check.h"
#include "evidence/trail_verify.h"
#include "os/file.h"

enum { MEMORY = 1 << 30 };

struct audit_call {
	struct judging_options o;
	struct judging judging;
	struct buf file;
	struct arena *mem;
	struct trail_report report;
};

static void audit_call_done(struct audit_call *c)
{
	judging_done(&c->judging);
	buf_done(&c->file);
	arena_free(c->mem);
}
DEFINE_AUTO_DONE(audit_call, struct audit_call)

/* In a folder, a bundle that was unpacked: the trail within. */
static enum err read_trail(struct audit_call *c, const char *path, struct error *e)
{
	static const char *const names[] = { "audit/audit-trail.json", "audit-trail.json" };
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return file_read(path, TRAIL_FILE_MAX, &c->file, e);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *inner = arena_printf(c->mem, "%s/%s", path, names[i]);

		if (inner && file_exists(inner))
			return file_read(inner, TRAIL_FILE_MAX, &c->file, e);
	}
	return error_set(e, ERR_NOT_FOUND, "%s: there is no audit-trail.json in it", path);
}

static void print(const struct audit_call *c)
{
	AUTO(buf) struct buf out = { 0 };
	json_t *j;

	if (!c->o.json) {
		trail_report_text(&c->report, c->judging.ja, &out);
		fwrite(out.data, 1, out.len, stdout);
		return;
	}
	j = trail_report_json(&c->report);
	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

static enum err run(struct audit_call *c, const char *path, int *status, struct error *e)
{
	struct ers_world world;

	TRY(judging_open(&c->o, &c->judging, e));
	c->mem = arena_new(MEMORY);
	TRY(read_trail(c, path, e));
	world = evidence_world(&c->o, &c->judging);
	TRY(trail_verify(buf_bytes(&c->file), &world, c->judging.time, c->mem, &c->report, e));
	print(c);
	*status = (int)c->report.verdict;
	return ERR_OK;
}

static enum err verify(int argc, char **argv, int *status, struct error *e)
{
	AUTO(audit_call) struct audit_call c = { .mem = NULL };
	const struct option options[] = { JUDGING_OPTIONS(c.o) };
	int n = 0;
	enum err rc = options_parse(options, COUNT_OF(options), argc, argv, &n, e);

	if (rc == ERR_OK && n != 1)
		rc = error_set(e, ERR_INVALID, "give the audit trail, or the folder of a bundle");
	if (rc == ERR_OK)
		rc = run(&c, argv[1], status, e);
	if (rc != ERR_OK)
		*status = JUDGING_EXIT_USAGE;
	return rc;
}

int cmd_audit(int argc, char **argv)
{
	struct error e = { 0 };
	int status = 0;

	if (argc < 2 || strcmp(argv[1], "verify") != 0) {
		fputs("usage: skysign audit verify FILE|DIR --trust FILE|DIR…; see the manual "
		      "skysign-audit\n",
		      stderr);
		return JUDGING_EXIT_USAGE;
	}
	if (verify(argc - 1, argv + 1, &status, &e) != ERR_OK)
		fprintf(stderr, "skysign audit verify: %s\n", e.msg);
	return status;
}
