#include "base/log.h"
#include <stdio.h>
#include <unistd.h>
#include "base/buf.h"

enum sensitivity { PUBLIC, PRIVATE };
enum { FIELDS_MAX = 16 };

static const struct {
	const char *name;
	enum sensitivity sensitivity;
} declared[] = {
#define FIELD(name, sensitivity, meaning) { #name, sensitivity },
#include "base/log_fields.def"
#undef FIELD
};

static _Bool printable(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(declared); i++)
		if (!strcmp(declared[i].name, name))
			return declared[i].sensitivity == PUBLIC;
	return 0;
}

/* Quotes what logfmt needs quoted; control characters cannot forge a line. */
static void append_value(struct buf *b, const char *s)
{
	if (*s && !strpbrk(s, " \"=\\") && strspn(s, "\t\r\n") == 0) {
		for (; *s; s++)
			buf_append_byte(b, (unsigned char)*s < 0x20 ? '?' : (unsigned char)*s);
		return;
	}
	buf_append_byte(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_append_byte(b, '\\');
		buf_append_byte(b, (unsigned char)*s < 0x20 ? '?' : (unsigned char)*s);
	}
	buf_append_byte(b, '"');
}

static void append_field(struct buf *b, const struct log_field *f)
{
	buf_printf(b, " %s=", f->name);
	if (!printable(f->name))
		buf_append_byte(b, '-');
	else if (f->str)
		append_value(b, f->str);
	else
		buf_printf(b, "%lld", (long long)f->num);
}

void log_write(const struct log *lg, enum log_level level, const char *event,
	       const struct log_field *fields, size_t n)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char now[TIME_RFC3339_SIZE];
	AUTO(buf) struct buf line = { 0 };

	if (!lg || lg->fd < 0 || level < lg->min)
		return;
	time_rfc3339(clock_now(lg->clock), now);
	buf_printf(&line, "time=%s level=%s process=%s event=%s", now,
		   names[level], lg->process ? lg->process : "-", event);
	for (size_t i = 0; i < n && i < FIELDS_MAX; i++)
		append_field(&line, &fields[i]);
	buf_append_byte(&line, '\n');
	/* a log that cannot be written must not stop the work it tells of */
	if (write(lg->fd, line.data, line.len) < 0)
		return;
}
