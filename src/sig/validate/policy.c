#include "sig/validate/policy.h"
#include <inttypes.h>
#include <strings.h>

enum { DAY_MS = 86400000, NAME_MAX_LEN = 31, TITLE_MAX = 80, BITS_MAX = 65536 };

enum row_kind { ROW_DIGEST, ROW_KEY };
struct row {
	enum row_kind kind;
	const char *name;
	unsigned bits;
	const char *until; /* of the built-in rows */
	time_ms last;	   /* of a file's rows */
};

struct algo_policy {
	const char *name;
	const struct row *own; /* of a file; the built-in rows come after them */
	size_t n;
};

static const struct row built_in[] = {
#define DIGEST(name, until)    { ROW_DIGEST, name, 0, until, 0 },
#define KEY(name, bits, until) { ROW_KEY, name, bits, until, 0 },
#include "sig/validate/policy.def"
#undef DIGEST
#undef KEY
};

const struct algo_policy *algo_policy_default(void)
{
	static const struct algo_policy p = { "skysign-2026", NULL, 0 };

	return &p;
}

const char *algo_policy_name(const struct algo_policy *p)
{
	return p->name;
}

static _Bool number(const char *s, size_t n, int *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		*out = *out * 10 + (s[i] - '0');
	}
	return n > 0;
}

/* The end of the day, so that all of it is good. */
static _Bool last_moment(const char *day, time_ms *out)
{
	struct civil_time c = { 0 };

	if (strlen(day) != 10 || day[4] != '-' || day[7] != '-' || !number(day, 4, &c.year) ||
	    !number(day + 5, 2, &c.month) || !number(day + 8, 2, &c.day) ||
	    !time_from_civil(c, out))
		return 0;
	*out += DAY_MS - 1;
	return 1;
}

static time_ms end_of(const struct row *r, _Bool own)
{
	time_ms t = INT64_MIN;

	if (own)
		return r->last;
	if (!r->until)
		return INT64_MAX;
	return last_moment(r->until, &t) ? t : INT64_MIN;
}

static const struct row *find(const struct row *rows, size_t n, const struct row *like)
{
	const struct row *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].kind != like->kind || rows[i].bits > like->bits ||
		    strcasecmp(rows[i].name, like->name) != 0)
			continue;
		if (!best || rows[i].bits >= best->bits)
			best = &rows[i];
	}
	return best;
}

/* Of a file's row and a built-in one the larger size is nearer; of equal ones the file's counts. */
static time_ms last_of(const struct algo_policy *p, const struct row *like)
{
	const struct row *own = find(p->own, p->n, like);
	const struct row *ours = find(built_in, COUNT_OF(built_in), like);

	if (own && (!ours || own->bits >= ours->bits))
		return end_of(own, 1);
	return ours ? end_of(ours, 0) : INT64_MIN;
}

time_ms algo_policy_digest(const struct algo_policy *p, const char *name)
{
	return last_of(p, &(struct row){ .kind = ROW_DIGEST, .name = name });
}

time_ms algo_policy_key(const struct algo_policy *p, const char *type, unsigned bits)
{
	const char *name = !strcasecmp(type, "RSA-PSS") ? "rsa" : type;

	return last_of(p, &(struct row){ .kind = ROW_KEY, .name = name, .bits = bits });
}

/* Reading a file. */
struct reader {
	struct arena *mem;
	struct row *rows;
	size_t n;
	const char *title;
	unsigned line;
};

static enum err wrong(const struct reader *r, const char *what, struct error *e)
{
	return error_set(e, ERR_INVALID, "algorithm policy, line %u: %s", r->line, what);
}

enum { WORDS_MAX = 4 };
struct words {
	char *at[WORDS_MAX + 1];
	size_t n;
};

static void split(char *line, struct words *w)
{
	char *save = NULL;

	w->n = 0;
	for (char *p = strtok_r(line, " \t", &save); p && w->n <= WORDS_MAX;
	     p = strtok_r(NULL, " \t", &save))
		w->at[w->n++] = p;
}

static enum err read_until(const struct reader *r, const char *word, struct row *row,
			   struct error *e)
{
	if (!strcmp(word, "always"))
		row->last = INT64_MAX;
	else if (!strcmp(word, "never"))
		row->last = INT64_MIN;
	else if (!last_moment(word, &row->last))
		return wrong(r, "the last word is a date as 2030-12-31, always or never", e);
	return ERR_OK;
}

static enum err read_row(struct reader *r, const struct words *w, struct error *e)
{
	_Bool key = !strcmp(w->at[0], "key");
	struct row row = { .kind = key ? ROW_KEY : ROW_DIGEST };
	int bits = 0;

	if (w->n != (key ? 4U : 3U))
		return wrong(r, "digest NAME DATE, or key NAME BITS DATE", e);
	if (strlen(w->at[1]) > NAME_MAX_LEN)
		return wrong(r, "the name is too long", e);
	if (key &&
	    (strlen(w->at[2]) > 5 || !number(w->at[2], strlen(w->at[2]), &bits) || bits > BITS_MAX))
		return wrong(r, "the size is a number of bits", e);
	TRY(read_until(r, w->at[w->n - 1], &row, e));
	row.bits = (unsigned)bits;
	row.name = w->at[1];
	if (r->n == POLICY_ROWS_MAX)
		return wrong(r, "too many lines", e);
	r->rows[r->n++] = row;
	return ERR_OK;
}

static _Bool plain_text(const char *s)
{
	for (; *s; s++)
		if (*s != '\t' && (*s < 0x20 || *s > 0x7e))
			return 0;
	return 1;
}

static enum err read_line(struct reader *r, char *line, struct error *e)
{
	struct words w;

	line[strcspn(line, "#\r")] = 0;
	if (!plain_text(line))
		return wrong(r, "only ASCII is allowed", e);
	if (!strncmp(line, "name ", 5)) {
		if (r->title || strlen(line) > TITLE_MAX || line[5 + strspn(line + 5, " \t")] == 0)
			return wrong(r, "one name, of at most 75 characters", e);
		r->title = line + 5 + strspn(line + 5, " \t");
		return ERR_OK;
	}
	split(line, &w);
	if (w.n == 0)
		return ERR_OK;
	if (strcmp(w.at[0], "digest") != 0 && strcmp(w.at[0], "key") != 0)
		return wrong(r, "a line begins with digest, key or name", e);
	return read_row(r, &w, e);
}

enum err algo_policy_parse(struct bytes text, struct arena *mem, const struct algo_policy **out,
			   struct error *e)
{
	struct reader r = { .mem = mem };
	struct algo_policy *p = ARENA_NEW(mem, struct algo_policy);
	char *line, *next;

	if (text.len > POLICY_FILE_MAX)
		return error_set(e, ERR_TOO_LARGE, "an algorithm policy has at most %d bytes",
				 POLICY_FILE_MAX);
	if (text.len && memchr(text.data, 0, text.len))
		return error_set(e, ERR_INVALID, "the algorithm policy is no text");
	line = arena_strndup(mem, text.len ? (const char *)text.data : "", text.len);
	r.rows = arena_alloc_n(mem, POLICY_ROWS_MAX, sizeof(*r.rows));
	if (!p || !line || !r.rows)
		return error_set(e, ERR_TOO_LARGE, "no room for the algorithm policy");
	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		r.line++;
		TRY(read_line(&r, line, e));
	}
	*p = (struct algo_policy){ r.title ? r.title : "file", r.rows, r.n };
	*out = p;
	return ERR_OK;
}
