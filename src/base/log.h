/* Structured log: events with declared fields, one logfmt line each.
 *
 *     log_event(lg, LOG_INFO, "job.done", LF_STR("job", id), LF_INT("ms", n));
 *
 * Every field is declared in log_fields.def with its sensitivity; a field that
 * is not declared, or is declared PRIVATE, is printed as its name with "-", so
 * that personal data and secrets cannot slip into a log. Thread-safe: a line
 * is one write(2). */
#pragma once
#include <stdint.h>
#include "base/attr.h"
#include "base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
	int fd; /* -1: silent */
	enum log_level min;
	const struct clock *clock;
	const char *process; /* "web", "worker", "sealer", "cli" */
};

struct log_field {
	const char *name;
	const char *str; /* NULL: the number counts */
	int64_t num;
};

static inline UNUSED struct log_field LF_STR(const char *name, const char *str)
{
	return (struct log_field){ name, str ? str : "", 0 };
}
#define LF_INT(n, v) ((struct log_field){ (n), NULL, (int64_t)(v) })

/* At most 16 fields; event is "noun.verb". lg NULL: silent. */
void log_write(const struct log *lg, enum log_level level, const char *event,
	       const struct log_field *fields, size_t n);
#define log_event(lg, level, event, ...)                                       \
	log_write((lg), (level), (event), (struct log_field[]){ __VA_ARGS__ }, \
		  sizeof((struct log_field[]){ __VA_ARGS__ }) /                \
			  sizeof(struct log_field))
