#include "os/office.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "os/confine.h"
#include "os/file.h"

/* 81: the new profile was written, start again (LibreOffice, desktop/source/inc/exithelper.h). */
enum { OFFICE_RESTART = 81, OFFICE_STARTS = 3};

/* Rules of the profile. Links are never updated, macros never run, Java is not started, and what is
 * neither in the document nor in this folder is not read. Confinement would stop them anyway. */
static const char profile[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" "
	"xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
#define ITEM(path, name, value)                                                                    \
	"<item oor:path=\"/org.openoffice." path "\"><prop oor:name=\"" name                       \
	"\" oor:op=\"fuse\"><value>" value "</value></prop></item>\n"
	ITEM("Office.Common/Security/Scripting", "MacroSecurityLevel", "3")
	ITEM("Office.Common/Security/Scripting", "DisableMacrosExecution", "true")
	ITEM("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
	ITEM("Office.Common/Save/Document", "WarnAlienFormat", "false")
	ITEM("Office.Common/Misc", "FirstRun", "false")
	ITEM("Office.Common/Cache/GraphicManager", "TotalCacheSize", "200000000")
	ITEM("Office.Java/VirtualMachine", "Enable", "false")
	ITEM("Office.Recovery/AutoSave", "Enabled", "false")
	ITEM("Office.Recovery/RecoveryInfo", "Enabled", "false")
	ITEM("Office.Writer/Content/Update", "Link", "0")
	ITEM("Office.Calc/Content/Update", "Link", "2")
	ITEM("Setup/Office", "ooSetupInstCompleted", "true")
	ITEM("Setup/L10N", "ooLocale", "en-US")
	ITEM("Setup/L10N", "ooSetupSystemLocale", "ja-JP")
#undef ITEM
	"</oor:items>\n";

_Bool office_is_there(const char *program)
{
	return program && *program && !access(program, X_OK);
}

static char *joined(const char *a, const char *b)
{
	char *s;

	if (asprintf(&s, "%s%s", a, b) < 0)
		abort();
	return s;
}

static enum err write_profile(const char *dir, struct error *e)
{
	char *user = joined(dir, "/profile/user"), *file = joined(user, "/registrymodifications.xcu");
	enum err rc = dir_make(user, 0700, e);

	if (rc == ERR_OK)
		rc = file_write_atomic(file, BYTES_LIT(profile), 0600, e);
	free(user);
	free(file);
	return rc;
}

static const char *filter_of(const char *format)
{
	static const struct {
		const char *format, *filter;
	} filters[] = {
		{ "xlsx", "pdf:calc_pdf_Export" },    { "ods", "pdf:calc_pdf_Export" },
		{ "pptx", "pdf:impress_pdf_Export" }, { "odp", "pdf:impress_pdf_Export" },
	};

	for (size_t i = 0; i < COUNT_OF(filters); i++)
		if (!strcmp(filters[i].format, format))
			return filters[i].filter;
	return "pdf:writer_pdf_Export";
}

/* The folder is /tmp inside when the kernel gives namespaces; LibreOffice wants whole paths. */
static enum err place_inside(const char *dir, const char *hide, const char **out, struct error *e)
{
	static const char *const argv[] = { "true", NULL };
	const struct confine_spec spec = { .argv = argv, .dir = dir, .hide = hide, .must_hide_files = 1 };
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r;

	TRY(confine_run(&spec, &said, &r, e));
	if (r.exit_status)
		return error_set(e, ERR_UNAVAILABLE, "this system cannot confine LibreOffice (Landlock is missing)");
	*out = r.namespaces ? "/tmp" : dir;
	return ERR_OK;
}

static enum err start(const char *program, const char *dir, const char *inside, const char *format,
		      const char *hide, const struct office_limits *l, struct confine_result *out,
		      struct error *e)
{
	char *user = joined("-env:UserInstallation=file://", inside), *home = joined("HOME=", inside);
	char *profile_arg = joined(user, "/profile"), *in = joined("in.", format);
	const char *argv[] = { program, "--headless", "--invisible", "--nologo", "--nodefault",
			       "--norestore", "--nolockcheck", profile_arg, "--convert-to",
			       filter_of(format), "--outdir", "out", in, NULL };
	const char *env[] = { home, "LANG=C.UTF-8", "TZ=Asia/Tokyo", "SAL_USE_VCLPLUGIN=svp",
			      "SAL_NO_MOUSEGRABS=1", "TMPDIR=/tmp", NULL };
	const struct confine_spec spec = {
		.argv = argv, .env = env, .dir = dir, .hide = hide,
		.limit_ms = l->limit_ms, .cpu_seconds = l->cpu_seconds, .memory = l->memory, .file_size = l->output_max,
		.files = 256, .processes = 256, .must_hide_files = 1, .local_sockets = 1, .also_read = program,
	};
	AUTO(buf) struct buf said = { 0 };
	enum err rc = confine_run(&spec, &said, out, e);

	free(user);
	free(home);
	free(profile_arg);
	free(in);
	return rc;
}

static enum err run(const char *program, const char *dir, const char *inside, const char *format,
		    const char *hide, const struct office_limits *l, struct error *e)
{
	struct confine_result r = { 0 };

	for (int i = 0; i < OFFICE_STARTS; i++) {
		TRY(start(program, dir, inside, format, hide, l, &r, e));
		if (r.timed_out || r.signal == SIGXCPU || r.signal == SIGKILL)
			return error_set(e, ERR_TIMEOUT, "LibreOffice took too long and was stopped");
		if (r.exit_status == CONFINE_REFUSED)
			return error_set(e, ERR_UNAVAILABLE, "this system cannot confine LibreOffice");
		if (r.exit_status != OFFICE_RESTART)
			break;
	}
	if (r.exit_status == 127)
		return error_set(e, ERR_UNAVAILABLE, "LibreOffice cannot be started");
	if (r.exit_status)
		return error_set(e, ERR_UNSUPPORTED, "LibreOffice ended with %d, signal %d", r.exit_status,
				 r.signal);
	return ERR_OK;
}

enum err office_convert(const char *program, const char *dir, const char *format, const char *hide,
			const struct office_limits *limits, struct error *e)
{
	struct office_limits l = *limits;
	const char *inside;
	_Bool made;
	char *pdf;

	l.cpu_seconds = l.cpu_seconds ? l.cpu_seconds : 60;
	l.limit_ms = l.limit_ms ? l.limit_ms : 4000 * l.cpu_seconds;
	l.memory = l.memory ? l.memory : (uint64_t)4 << 30;
	l.output_max = l.output_max ? l.output_max : (uint64_t)256 << 20;
	if (!office_is_there(program))
		return error_set(e, ERR_UNAVAILABLE, "LibreOffice is not installed (%s)", program);
	TRY(place_inside(dir, hide, &inside, e));
	TRY(write_profile(dir, e));
	TRY(run(program, dir, inside, format, hide, &l, e));
	/* it ends with 0 also when it could not load the file */
	pdf = joined(dir, "/out/in.pdf");
	made = file_exists(pdf);
	free(pdf);
	return made ? ERR_OK : error_set(e, ERR_UNSUPPORTED, "LibreOffice cannot read this file");
}
