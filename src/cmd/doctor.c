#include "cmd/doctor.h"
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>
#include "cmd/checks.h"
#include "cmd/parts.h"
#include "os/file.h"
#include "os/landlock.h"
#include "os/office.h"

typedef const char *check_fn(const struct service *s, struct arena *mem);

/* Functions give NULL when all is well, else why not. */
static const char *failed(struct arena *mem, const struct error *e)
{
	const char *s = arena_strdup(mem, e->msg);

	return s ? s : "failed";
}

static const char *private(struct arena *mem, const char *path)
{
	struct stat st;
	const char *why;

	if (stat(path, &st) || (st.st_uid == geteuid() && !(st.st_mode & 077)))
		return NULL; /* what is not there yet is made with the right mode */
	why = arena_printf(mem, "%s has mode %o", path, (unsigned)st.st_mode & 07777);
	return why ? why : path;
}

static const char *doctor_modes(const struct service *s, struct arena *mem)
{
	const char *why = private(mem, s->data_dir);
	DIR *d = opendir(s->keys_dir);
	const struct dirent *f;

	if (!why)
		why = private(mem, s->keys_dir);
	while (d && !why && (f = readdir(d)) != NULL) {
		const char *path = arena_printf(mem, "%s/%s", s->keys_dir, f->d_name);

		if (path && f->d_name[0] != '.')
			why = private(mem, path);
	}
	if (d)
		closedir(d);
	return why;
}

static const char *doctor_database(const struct service *s, struct arena *mem)
{
	return check_database(s, mem);
}

static const char *doctor_disk(const struct service *s, struct arena *mem)
{
	return check_disk(s, mem);
}

static const char *doctor_sealer(const struct service *s, struct arena *mem)
{
	return check_sealer(s, mem);
}

static const char *doctor_worker(const struct service *s, struct arena *mem)
{
	return check_worker(s, mem);
}

static const char *doctor_certificate(const struct service *s, struct arena *mem)
{
	struct error e;
	_Bool local;

	if (parts_key_is_local(s, &local, &e) != ERR_OK)
		return failed(mem, &e);
	return local ? "it was issued by the local authority" : NULL;
}

static const char *doctor_timestamp(const struct service *s, struct arena *mem)
{
	struct config_tsa *list;
	struct error e;
	size_t n;

	if (config_tsa_list(s->config, mem, &list, &n, &e) != ERR_OK)
		return failed(mem, &e);
	return n ? NULL : "the local authority is used";
}

static const char *doctor_preservation(const struct service *s, struct arena *mem)
{
	return check_preservation(s, mem);
}

static const char *doctor_mail(const struct service *s, struct arena *mem)
{
	struct smtp_config c;
	struct smtp_reply r;
	struct error e;
	_Bool on;

	if (parts_smtp(s, mem, &c, &on, &e) != ERR_OK)
		return failed(mem, &e);
	if (!on)
		return "smtp_url is not set";
	c.timeout_ms = 5000;
	if (smtp_check(&c, &r, &e) != ERR_OK)
		return failed(mem, &e);
	return r.outcome == SMTP_SENT ? NULL : arena_strdup(mem, r.text);
}

static const char *doctor_tls(const struct service *s, struct arena *mem)
{
	(void)mem;
	return strncmp(config_str(s->config, SETTING_base_url), "https://", 8)
		       ? "base_url is not https"
		       : NULL;
}

_Bool clock_is_synchronised(int state, int status)
{
	return state != TIME_ERROR && state >= 0 && !(status & STA_UNSYNC);
}

static const char *doctor_clock(const struct service *s, struct arena *mem)
{
	struct timex t = { 0 };
	int state = adjtimex(&t);

	(void)s;
	(void)mem;
	return clock_is_synchronised(state, t.status) ? NULL : "the kernel says it is not";
}

static const char *doctor_qpdf(const struct service *s, struct arena *mem)
{
	(void)s;
	(void)mem;
	return access("/usr/bin/qpdf", X_OK) ? "/usr/bin/qpdf is missing" : NULL;
}

static const char *doctor_pdftotext(const struct service *s, struct arena *mem)
{
	(void)s;
	(void)mem;
	return access("/usr/bin/pdftotext", X_OK) ? "/usr/bin/pdftotext is missing" : NULL;
}

static const char *doctor_office(const struct service *s, struct arena *mem)
{
	const char *program = config_str(s->config, SETTING_office), *why;

	if (!*program)
		return "office is empty: Office files are refused";
	if (office_is_there(program))
		return NULL;
	why = arena_printf(mem, "%s is missing", program);
	return why ? why : "missing";
}

static const char *doctor_confinement(const struct service *s, struct arena *mem)
{
	(void)s;
	(void)mem;
	return landlock_is_there() ? NULL : "the kernel has no Landlock: Office files are refused";
}

static const char *doctor_fonts(const struct service *s, struct arena *mem)
{
	static const char *const places[] = {
		"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
		"/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
	};

	(void)s;
	(void)mem;
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (file_exists(places[i]))
			return NULL;
	return "none of the known ones was found";
}

static const struct {
	const char *code;
	check_fn *run;
	const char *en, *ja, *fix_en, *fix_ja;
} table[] = {
#define CHECK(code, run, en, ja, fix_en, fix_ja) { code, run, en, ja, fix_en, fix_ja },
#include "cmd/doctor.def"
#undef CHECK
};

size_t doctor_look(const struct service *s, const char *lang, struct arena *mem,
		   const struct doctor_finding **out)
{
	_Bool ja = !strcmp(lang, "ja");
	struct doctor_finding *list = arena_alloc_n(mem, COUNT_OF(table), sizeof(*list));

	if (!list)
		return 0;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		const char *why = table[i].run(s, mem);

		list[i] = (struct doctor_finding){
			.code = table[i].code,
			.text = ja ? table[i].ja : table[i].en,
			.fix = ja ? table[i].fix_ja : table[i].fix_en,
			.why = why,
			.ok = !why,
		};
	}
	*out = list;
	return COUNT_OF(table);
}
