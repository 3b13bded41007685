#include <stdarg.h>
#include <stdio.h>
#include "sig/validate/report.h"

static const struct row {
	const char *slug, *en, *ja;
	enum block block;
	enum indication indication;
	enum sub_indication sub;
} rows[FINDING_COUNT_] = {
#define FINDING(sym, block, ind, sub, slug, en, ja)                                                \
	[FINDING_##sym] = { slug, en, ja, BLOCK_##block, IND_##ind, SUB_##sub },
#include "sig/validate/findings.def"
#undef FINDING
};

const char *finding_slug(enum finding_code code)
{
	return rows[code].slug;
}

const char *finding_text(enum finding_code code, _Bool ja)
{
	return ja ? rows[code].ja : rows[code].en;
}

enum indication finding_indication(enum finding_code code)
{
	return rows[code].indication;
}

enum sub_indication finding_sub(enum finding_code code)
{
	return rows[code].sub;
}

enum block finding_block(enum finding_code code)
{
	return rows[code].block;
}

void findings_init(struct findings *f, struct arena *mem)
{
	*f = (struct findings){ .mem = mem, .worst = FINDING_COUNT_ };
}

static enum indication worst_so_far(const struct findings *f)
{
	return f->worst == FINDING_COUNT_ ? IND_PASSED : rows[f->worst].indication;
}

void findings_add(struct findings *f, enum finding_code code, const char *fmt, ...)
{
	char detail[160] = "";
	const char *kept;
	va_list ap;

	if (rows[code].indication > worst_so_far(f))
		f->worst = code;
	if (f->n == FINDINGS_MAX)
		return;
	va_start(ap, fmt);
	if (fmt)
		vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	kept = arena_strdup(f->mem, detail);
	f->list[f->n++] = (struct finding){ code, kept ? kept : "" };
}

void findings_copy(struct findings *to, const struct findings *from)
{
	for (size_t i = 0; i < from->n; i++)
		findings_add(to, from->list[i].code, "%s", from->list[i].detail);
}

_Bool findings_have(const struct findings *f, enum finding_code code)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].code == code)
			return 1;
	return 0;
}

enum indication findings_indication(const struct findings *f)
{
	return worst_so_far(f);
}

enum sub_indication findings_sub(const struct findings *f)
{
	return f->worst == FINDING_COUNT_ ? SUB_NONE : rows[f->worst].sub;
}
