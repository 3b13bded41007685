#include "base/config.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LINE_MAX_BYTES = 4096, HINT_DISTANCE = 4, NAME_MAX_BYTES = 40 };

enum type { TYPE_STRING, TYPE_SIZE, TYPE_COUNT, TYPE_BOOL, TYPE_LANG, TYPE_LEVEL, TYPE_STARTTLS };
enum kind { KIND_PLAIN, KIND_SECRET };

static const struct row {
	const char *name;
	enum type type;
	const char *def;
	enum kind kind;
	const char *ja, *en;
} rows[SETTING_COUNT_] = {
#define SETTING(name, type, def, kind, ja, en)                                                     \
	[SETTING_##name] = { #name, TYPE_##type, def, KIND_##kind, ja, en },
#include "base/settings.def"
#undef SETTING
};

/* NULL: any text */
static const char *const choices[] = {
	[TYPE_BOOL] = "true|false",
	[TYPE_LANG] = "ja|en",
	[TYPE_LEVEL] = "debug|info|warn|error",
	[TYPE_STARTTLS] = "required|opportunistic|off",
};

struct config {
	char *values[SETTING_COUNT_]; /* NULL: default */
};

const char *setting_name(enum setting s)
{
	return rows[s].name;
}

const char *config_str(const struct config *c, enum setting s)
{
	return c->values[s] ? c->values[s] : rows[s].def;
}

_Bool config_is_set(const struct config *c, enum setting s)
{
	return c->values[s] != NULL;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < SETTING_COUNT_; i++)
		free(c->values[i]);
	free(c);
}

/* "200M" → bytes; only for SIZE is a letter allowed. */
static _Bool number_parse(const char *s, _Bool suffix, uint64_t *out)
{
	static const char letters[] = "kMG";
	uint64_t v = 0;
	const char *at, *p = s;

	for (; isdigit((unsigned char)*p); p++)
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
			return 0;
	if (p == s)
		return 0;
	if (suffix && *p && (at = strchr(letters, *p)) != NULL) {
		if (__builtin_mul_overflow(v, (uint64_t)1 << 10 * (at - letters + 1), &v))
			return 0;
		p++;
	}
	if (*p)
		return 0;
	*out = v;
	return 1;
}

uint64_t config_num(const struct config *c, enum setting s)
{
	const char *v = config_str(c, s);
	uint64_t n = 0;

	if (rows[s].type == TYPE_BOOL)
		return !strcmp(v, "true");
	return number_parse(v, rows[s].type == TYPE_SIZE, &n) ? n : 0;
}

static _Bool listed(const char *list, const char *value)
{
	size_t len = strlen(value);

	for (const char *s = list; s; s = strchr(s, '|')) {
		s += *s == '|';
		if (len && !strncmp(s, value, len) && (!s[len] || s[len] == '|'))
			return 1;
	}
	return 0;
}

static enum err value_check(enum setting s, const char *value, const char *where, struct error *e)
{
	enum type t = rows[s].type;
	uint64_t n;

	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < 0x20)
			return error_set(e, ERR_INVALID, "%s: %s holds a control character", where,
					 rows[s].name);
	if ((t == TYPE_SIZE || t == TYPE_COUNT) && !number_parse(value, t == TYPE_SIZE, &n))
		return error_set(e, ERR_INVALID, "%s: %s must be a number%s, not \"%s\"", where,
				 rows[s].name, t == TYPE_SIZE ? " of bytes such as 200M" : "",
				 value);
	if (t < COUNT_OF(choices) && choices[t] && !listed(choices[t], value))
		return error_set(e, ERR_INVALID, "%s: %s must be one of %s, not \"%s\"", where,
				 rows[s].name, choices[t], value);
	return ERR_OK;
}

static enum err put(struct config *c, enum setting s, const char *value, const char *where,
		    struct error *e)
{
	TRY(value_check(s, value, where, e));
	free(c->values[s]);
	c->values[s] = strdup(value);
	if (!c->values[s])
		abort();
	return ERR_OK;
}

/* Levenshtein distance of names up to NAME_MAX_BYTES. */
static size_t distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_BYTES + 1], nb = strlen(b);

	for (size_t k = 0; k <= nb; k++)
		row[k] = k;
	for (size_t i = 0; a[i]; i++) {
		size_t left_up = row[0]++;

		for (size_t k = 0; k < nb; k++) {
			size_t best = left_up + (tolower((unsigned char)a[i]) != b[k]);

			left_up = row[k + 1];
			best = row[k] + 1 < best ? row[k] + 1 : best;
			row[k + 1] = left_up + 1 < best ? left_up + 1 : best;
		}
	}
	return row[nb];
}

static enum err unknown(const char *name, const char *where, struct error *e)
{
	size_t best = HINT_DISTANCE;
	const char *hint = NULL;

	for (size_t i = 0; i < SETTING_COUNT_ && strlen(name) <= NAME_MAX_BYTES; i++) {
		size_t d = distance(name, rows[i].name);

		if (d < best) {
			best = d;
			hint = rows[i].name;
		}
	}
	return error_set(e, ERR_INVALID, "%s: there is no setting \"%.40s\"%s%s%s", where, name,
			 hint ? "; did you mean " : "; see docs/operations/settings.md",
			 hint ? hint : "", hint ? "?" : "");
}

static _Bool find(const char *name, enum setting *out)
{
	for (unsigned i = 0; i < SETTING_COUNT_; i++)
		if (!strcmp(rows[i].name, name)) {
			*out = (enum setting)i;
			return 1;
		}
	return 0;
}

char *config_trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s;
}

static enum err line_take(struct config *c, char *line, const char *where, _Bool private,
			  struct error *e)
{
	char *eq, *name = config_trim(line);
	enum setting s;

	if (!*name || *name == '#')
		return ERR_OK;
	eq = strchr(name, '=');
	if (!eq)
		return error_set(e, ERR_INVALID, "%s: not of the form name = value", where);
	*eq = '\0';
	name = config_trim(name);
	if (!find(name, &s))
		return unknown(name, where, e);
	if (s == SETTING_data_dir)
		return error_set(e, ERR_INVALID,
				 "%s: data_dir cannot be set in the file that lies in it", where);
	if (rows[s].kind == KIND_SECRET && !private)
		return error_set(e, ERR_INVALID,
				 "%s: %s is a secret, so the file must have mode 0600", where,
				 name);
	return put(c, s, config_trim(eq + 1), where, e);
}

static enum err conf_lines(struct config *c, FILE *f, const char *path, struct error *e)
{
	char line[LINE_MAX_BYTES], where[LINE_MAX_BYTES];
	struct stat st;
	_Bool private = !fstat(fileno(f), &st) && !(st.st_mode & 077);

	for (unsigned n = 1; fgets(line, sizeof(line), f); n++) {
		snprintf(where, sizeof(where), "%s line %u", path, n);
		if (!strchr(line, '\n') && !feof(f))
			return error_set(e, ERR_INVALID, "%s: too long", where);
		TRY(line_take(c, line, where, private, e));
	}
	return ferror(f) ? error_set(e, ERR_IO, "%s: %s", path, strerror(errno)) : ERR_OK;
}

static enum err conf_read(struct config *c, struct error *e)
{
	char *path;
	enum err rc = ERR_OK;
	FILE *f;

	if (asprintf(&path, "%s/skysign.conf", config_str(c, SETTING_data_dir)) < 0)
		abort();
	f = fopen(path, "re");
	if (f) {
		rc = conf_lines(c, f, path, e);
		fclose(f);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		rc = error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	}
	free(path);
	return rc;
}

/* only: take this one alone (data_dir comes before the file); SETTING_COUNT_: all */
static enum err environment_take(struct config *c, char *const *env, enum setting only,
				 struct error *e)
{
	static const char prefix[] = "SKYSIGN_";

	for (; env && *env; env++) {
		char name[NAME_MAX_BYTES + 1] = { 0 };
		const char *eq = strchr(*env, '=');
		enum setting s;

		if (strncmp(*env, prefix, sizeof(prefix) - 1) != 0 || !eq)
			continue;
		for (size_t i = 0; i < NAME_MAX_BYTES && *env + sizeof(prefix) - 1 + i < eq; i++)
			name[i] = (char)tolower((unsigned char)(*env)[sizeof(prefix) - 1 + i]);
		if (!find(name, &s)) {
			if (only == SETTING_COUNT_)
				return unknown(name, "environment", e);
			continue;
		}
		if (rows[s].kind == KIND_SECRET)
			return error_set(e, ERR_INVALID, "environment: %s is a secret; use %s_file",
					 name, name);
		if (only == SETTING_COUNT_ || only == s)
			TRY(put(c, s, eq + 1, "environment", e));
	}
	return ERR_OK;
}

static enum err sets_take(struct config *c, const char *const *sets, enum setting only,
			  struct error *e)
{
	for (; sets && *sets; sets++) {
		char name[NAME_MAX_BYTES + 1] = { 0 };
		const char *eq = strchr(*sets, '=');
		size_t len = eq ? (size_t)(eq - *sets) : 0;
		enum setting s;

		if (!eq || !len || len > NAME_MAX_BYTES)
			return error_set(e, ERR_INVALID, "--set %s: not of the form name=value",
					 *sets);
		memcpy(name, *sets, len);
		if (!find(name, &s))
			return unknown(name, "--set", e);
		if (rows[s].kind == KIND_SECRET)
			return error_set(e, ERR_INVALID,
					 "--set: %s is a secret and would be seen in the process "
					 "list; use %s_file",
					 name, name);
		if (only == SETTING_COUNT_ || only == s)
			TRY(put(c, s, eq + 1, "--set", e));
	}
	return ERR_OK;
}

enum err config_load(const struct config_source *src, struct config **out, struct error *e)
{
	AUTO(config) struct config *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	TRY(environment_take(c, src->environ, SETTING_data_dir, e));
	TRY(sets_take(c, src->sets, SETTING_data_dir, e));
	TRY(conf_read(c, e));
	TRY(environment_take(c, src->environ, SETTING_COUNT_, e));
	TRY(sets_take(c, src->sets, SETTING_COUNT_, e));
	*out = TAKE_PTR(c);
	return ERR_OK;
}

static enum err tsa_row(char *row, struct config_tsa *out, struct error *e)
{
	char *url = strchr(row, ','), *class = url ? strchr(url + 1, ',') : NULL;

	if (!class)
		return error_set(e, ERR_INVALID, "tsa: \"%s\" is not name,url,class", row);
	*url++ = '\0';
	*class ++ = '\0';
	*out = (struct config_tsa){ config_trim(row), config_trim(url), 0 };
	class = config_trim(class);
	out->accredited = !strcmp(class, "accredited");
	if (!out->accredited && strcmp(class, "other") != 0)
		return error_set(e, ERR_INVALID,
				 "tsa: the class is accredited or other, not \"%s\"", class);
	if (!*out->name || (strncmp(out->url, "https://", 8) && strncmp(out->url, "http://", 7)))
		return error_set(e, ERR_INVALID, "tsa: \"%s\" needs a name and a URL", out->name);
	return ERR_OK;
}

/* Policies and counts know an authority by its name. */
static enum err tsa_name_is_new(const struct config_tsa *list, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, list[n].name))
			return error_set(e, ERR_INVALID, "tsa: the name \"%s\" stands twice",
					 list[n].name);
	return ERR_OK;
}

enum err config_tsa_list(const struct config *c, struct arena *mem, struct config_tsa **out,
			 size_t *n_out, struct error *e)
{
	char *text = arena_strdup(mem, config_str(c, SETTING_tsa));
	struct config_tsa *list;
	size_t n = 0, cap = 1;

	for (const char *s = text; s && *s; s++)
		cap += *s == ';';
	list = arena_alloc_n(mem, cap, sizeof(*list));
	if (!text || !list)
		return error_set(e, ERR_TOO_LARGE, "tsa: the list is too long");
	while (text && *text) {
		char *next = strchr(text, ';');

		if (next)
			*next++ = '\0';
		if (*config_trim(text)) {
			TRY(tsa_row(config_trim(text), &list[n], e));
			TRY(tsa_name_is_new(list, n++, e));
		}
		text = next;
	}
	*out = list;
	*n_out = n;
	return ERR_OK;
}

void config_markdown(struct buf *out)
{
	buf_append_str(
		out,
		"# Settings · 設定\n\nMade by `skysign settings --markdown`; do not edit.\n\n"
		"Read in this order, the last one wins: built-in value, `DATA_DIR/skysign.conf` "
		"(`name = value`, `#` begins a comment), environment variable, `--set name=value`. "
		"A secret is taken only from `skysign.conf` with mode 0600, or from the file that "
		"the `…_file` setting names. Sizes take k, M, G.\n\n"
		"| name | environment | default | meaning | 説明 |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < SETTING_COUNT_; i++) {
		const struct row *r = &rows[i];

		buf_printf(out, "| `%s` | ", r->name);
		if (r->kind == KIND_SECRET) {
			buf_append_str(out, "(secret)");
		} else {
			buf_append_str(out, "`SKYSIGN_");
			for (const char *p = r->name; *p; p++)
				buf_append_byte(out, (unsigned char)toupper((unsigned char)*p));
			buf_append_byte(out, '`');
		}
		buf_printf(out, " | %s%s%s | %s | %s |\n", *r->def ? "`" : "", r->def,
			   *r->def ? "`" : "", r->en, r->ja);
	}
}
