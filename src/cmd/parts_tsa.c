/* The time-stamp authorities of the settings tsa, tsa_trust and tsa_credentials. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "cmd/parts.h"
#include "os/file.h"
#include "sig/asn1/cert.h"

enum { ANCHORS_FILE_MAX = 1 << 20, CREDENTIALS_MAX = 64 * 1024 };

/* trust ------------------------------------------------------------------ */

struct anchors {
	struct arena *mem;
	struct bytes *list;
	size_t n, cap;
};

static enum err add_file(struct anchors *a, const char *path, struct error *e)
{
	AUTO(buf) struct buf file = { 0 };
	const struct bytes *certs;
	struct bytes text;
	size_t n;

	TRY(file_read(path, ANCHORS_FILE_MAX, &file, e));
	if (!arena_copy(a->mem, buf_bytes(&file), &text))
		return error_set(e, ERR_TOO_LARGE, "%s: too many certificates", path);
	if (cert_load(text, a->mem, &certs, &n, e) != ERR_OK)
		return error_wrap(e, ERR_CERT, path);
	for (size_t i = 0; i < n; i++) {
		struct bytes *more = arena_grow(a->mem, a->list, a->n, &a->cap, sizeof(*more));

		if (!more)
			return error_set(e, ERR_TOO_LARGE, "%s: too many certificates", path);
		a->list = more;
		a->list[a->n++] = certs[i];
	}
	return ERR_OK;
}

static enum err add_entries(struct anchors *a, const char *path, DIR *dir, struct error *e)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) {
		const char *file = arena_printf(a->mem, "%s/%s", path, entry->d_name);
		struct stat st;

		if (!file)
			return error_set(e, ERR_TOO_LARGE, "%s: too many files", path);
		if (entry->d_name[0] != '.' && !stat(file, &st) && S_ISREG(st.st_mode))
			TRY(add_file(a, file, e));
	}
	return ERR_OK;
}

static enum err add_path(struct anchors *a, const char *path, struct error *e)
{
	size_t before = a->n;
	DIR *dir = opendir(path);
	enum err rc;

	if (!dir)
		return add_file(a, path, e);
	rc = add_entries(a, path, dir, e);
	closedir(dir);
	TRY(rc);
	return a->n > before ? ERR_OK : error_set(e, ERR_CERT, "%s: holds no certificate", path);
}

static enum err read_trust(const struct service *s, struct anchors *a, struct error *e)
{
	char *rest = arena_strdup(a->mem, config_str(s->config, SETTING_tsa_trust)), *path;

	if (!rest)
		return error_set(e, ERR_TOO_LARGE, "tsa_trust: too long");
	while ((path = strsep(&rest, ":")))
		if (*path && add_path(a, path, e) != ERR_OK)
			return error_wrap(e, e->code, "tsa_trust");
	return ERR_OK;
}

/* credentials ------------------------------------------------------------ */

struct list {
	struct stamping_authority *items;
	size_t n;
};

static struct tsp_authority *find(const struct list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->items[i].a.name, name))
			return &l->items[i].a;
	return NULL;
}

/* "name,user,password"; the password may hold commas. Messages name no secret. */
static enum err credential(const struct list *l, char *row, struct error *e)
{
	char *user = strchr(row, ','), *password = user ? strchr(user + 1, ',') : NULL;
	struct tsp_authority *a;

	if (!password)
		return error_set(e, ERR_INVALID,
				 "tsa_credentials: a row is not name,user,password");
	*user++ = '\0';
	*password++ = '\0';
	a = find(l, row);
	if (!a)
		return error_set(e, ERR_INVALID, "tsa_credentials: tsa has no authority \"%s\"",
				 row);
	if (!a->allow_private && strncmp(a->url, "https://", 8) != 0)
		return error_set(e, ERR_INVALID,
				 "tsa_credentials: \"%s\" would get its password by http; "
				 "give it an https address",
				 row);
	a->user = user;
	a->password = password;
	return ERR_OK;
}

enum err parts_rows_open(const struct service *s, struct arena *mem, struct parts_rows *rows,
			 struct error *e)
{
	const char *file = config_str(s->config, rows->in_file);
	AUTO(buf) struct buf b = { 0 };

	if (*file)
		TRY(file_read(file, CREDENTIALS_MAX, &b, e));
	rows->ends = *file ? "\r\n" : ";";
	rows->rest = arena_strdup(mem, *file ? buf_cstr(&b) : config_str(s->config, rows->in));
	return rows->rest ? ERR_OK
			  : error_set(e, ERR_TOO_LARGE, "%s: too long", setting_name(rows->in));
}

char *parts_rows_next(struct parts_rows *rows)
{
	char *row;

	while ((row = strsep(&rows->rest, rows->ends))) {
		row += strspn(row, " \t");
		if (*row)
			return row;
	}
	return NULL;
}

static enum err read_credentials(const struct service *s, struct arena *mem, const struct list *l,
				 struct error *e)
{
	struct parts_rows rows = { .in = SETTING_tsa_credentials,
				   .in_file = SETTING_tsa_credentials_file };
	char *row;

	TRY(parts_rows_open(s, mem, &rows, e));
	while ((row = parts_rows_next(&rows)))
		TRY(credential(l, row, e));
	return ERR_OK;
}

/* ------------------------------------------------------------------------ */

static enum err read_list(const struct service *s, struct parts *p, struct list *out,
			  struct error *e)
{
	_Bool allow_private = config_num(s->config, SETTING_tsa_allow_private) != 0;
	struct anchors anchors = { .mem = p->mem };
	struct config_tsa *list;
	size_t n;

	TRY(config_tsa_list(s->config, p->mem, &list, &n, e));
	TRY(read_trust(s, &anchors, e));
	*out = (struct list){ arena_alloc_n(p->mem, n + 1, sizeof(*out->items)), n };
	if (!out->items)
		return error_set(e, ERR_TOO_LARGE, "tsa: the list is too long");
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i].name, STAMP_LOCAL_NAME))
			return error_set(e, ERR_INVALID, "tsa: \"%s\" is the built-in one",
					 list[i].name);
		out->items[i] = (struct stamping_authority){
			.a = { .name = list[i].name,
			       .url = list[i].url,
			       .allow_private = allow_private,
			       .anchors = anchors.list,
			       .n_anchors = anchors.n },
			.class = list[i].accredited ? STAMP_ACCREDITED : STAMP_OTHER,
		};
	}
	return ERR_OK;
}

enum err parts_authorities(const struct service *s, struct parts *p, struct error *e)
{
	struct stamp_source *names;
	struct list l;

	TRY(read_list(s, p, &l, e));
	TRY(read_credentials(s, p->mem, &l, e));
	names = arena_alloc_n(p->mem, l.n + 1, sizeof(*names));
	if (!names)
		return error_set(e, ERR_TOO_LARGE, "tsa: the list is too long");
	for (size_t i = 0; i < l.n; i++)
		names[i] = (struct stamp_source){ l.items[i].a.name, l.items[i].class };
	p->authorities = l.items;
	p->n_authorities = l.n;
	p->settings.authorities = names;
	p->settings.n_authorities = l.n;
	return ERR_OK;
}
