#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>

static const struct err_row {
	const char *name, *slug, *en, *ja;
	int http, exit;
} rows[ERR_COUNT_] = {
#define ERR(sym, http, exit, slug, en, ja) \
	[ERR_##sym] = { #sym, slug, en, ja, http, exit },
#include "base/errors.def"
#undef ERR
};

static const struct err_row *row_of(enum err code)
{
	return &rows[(unsigned)code < ERR_COUNT_ ? code : ERR_INTERNAL];
}

enum err(error_set)(struct error *e, enum err code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return code;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return code;
}

enum err error_wrap(struct error *e, enum err code, const char *what)
{
	struct error inner;

	if (!e)
		return code;
	inner = *e;
	e->code = code;
	if (snprintf(e->msg, sizeof(e->msg), "%s: %s", what, inner.msg) < 0)
		e->msg[0] = '\0';
	return code;
}

const char *err_name(enum err code)
{
	return row_of(code)->name;
}

const char *err_slug(enum err code)
{
	return row_of(code)->slug;
}

const char *err_text(enum err code)
{
	return row_of(code)->en;
}

const char *err_text_ja(enum err code)
{
	return row_of(code)->ja;
}

int err_http_status(enum err code)
{
	return row_of(code)->http;
}

int err_exit_status(enum err code)
{
	return row_of(code)->exit;
}
