#include "cmd/metrics_timestamps.h"
#include "base/clock.h"
#include "domain/timestamps.h"
#include "store/repo/timestamp.h"

/* A label's value: backslash, quote and line feed are escaped (text format 0.0.4). */
static void put_label(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' || *s == '"')
			buf_append_byte(out, '\\');
		if (*s == '\n')
			buf_append_str(out, "\\n");
		else
			buf_append_byte(out, (unsigned char)*s);
	}
}

static void put_line(struct buf *out, const char *authority, const char *result, int64_t n)
{
	buf_append_str(out, "skysign_timestamps_month{authority=\"");
	put_label(out, authority);
	buf_printf(out, "\",result=\"%s\"} %lld\n", result, (long long)n);
}

static enum err read_totals(const struct service *s, struct arena *mem,
			    const struct timestamp_count **out, size_t *n, struct error *e)
{
	AUTO(db) struct db *db = NULL;
	time_ms now = clock_now(clock_system());

	TRY(db_open(s->database, &db, e));
	return timestamp_use_totals(db, mem, stamp_month_start(now), out, n, e);
}

void metrics_timestamps(const struct service *s, struct arena *mem, struct buf *out)
{
	const struct timestamp_count *list;
	struct error e = { 0 };
	size_t n;

	if (read_totals(s, mem, &list, &n, &e) != ERR_OK) {
		log_event(&s->log, LOG_WARN, "metrics.incomplete", LF_STR("error", e.msg));
		return;
	}
	buf_append_str(out,
		       "# HELP skysign_timestamps_month Time-stamps of this month by authority: "
		       "got, lost (perhaps charged, never used), refused.\n"
		       "# TYPE skysign_timestamps_month gauge\n");
	for (size_t i = 0; i < n; i++) {
		put_line(out, list[i].authority, "got", list[i].got);
		put_line(out, list[i].authority, "lost", list[i].lost);
		put_line(out, list[i].authority, "refused", list[i].refused);
	}
}
