/* PKCS#11 modules on Windows: each is code that runs in this process, so only those are loaded that
 * stand in an administrator's list, by their whole path; what a module itself needs comes from its
 * own folder and from Windows', never from where this program was started. */
#include "sig/signers/pkcs11_load.h"
#include <stdlib.h>
#include <windows.h>
#include "client/pc_windows.h"
#include "os/wide.h"

enum { MODULES_MAX = 16, FILE_BYTES_MAX = 64 * 1024, PATH_CHARS = 32768 };

static const struct {
	CK_RV rv;
	const char *text;
} texts[] = {
	{ CKR_SLOT_ID_INVALID, "the reader is gone" },
	{ CKR_GENERAL_ERROR, "a general error of the module" },
	{ CKR_FUNCTION_FAILED, "the module failed" },
	{ CKR_DEVICE_ERROR, "the token failed" },
	{ CKR_DEVICE_REMOVED, "the token was taken away" },
	{ CKR_TOKEN_NOT_PRESENT, "there is no token" },
	{ CKR_TOKEN_NOT_RECOGNIZED, "the token is not of a known kind" },
	{ CKR_FUNCTION_CANCELED, "it was cancelled at the reader" },
	{ CKR_MECHANISM_INVALID, "the token does not sign like that" },
	{ CKR_KEY_FUNCTION_NOT_PERMITTED, "the key does not sign" },
	{ CKR_PIN_INCORRECT, "the PIN is wrong" },
	{ CKR_PIN_LOCKED, "the PIN is locked" },
	{ CKR_USER_NOT_LOGGED_IN, "the PIN was not entered" },
};

const char *pkcs11_rv_text(CK_RV rv)
{
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i].rv == rv)
			return texts[i].text;
	return "an error of the module";
}

/* Its functions lie in its file. */
static HMODULE file_of(const CK_FUNCTION_LIST *m)
{
	HMODULE out = NULL;
	const wchar_t *inside = NULL;

	memcpy(&inside, &m->C_Initialize, sizeof(inside));
	GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
				   GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
			   inside, &out);
	return out;
}

char *pkcs11_module_file(CK_FUNCTION_LIST *m)
{
	HMODULE file = file_of(m);
	AUTO_WIDE wchar_t *path = calloc(PATH_CHARS, sizeof(*path));

	if (!path)
		abort();
	return file && GetModuleFileNameW(file, path, PATH_CHARS) ? utf8_of(path) : NULL;
}

static enum err start(HMODULE file, const char *path, CK_FUNCTION_LIST **out, struct error *e)
{
	CK_C_INITIALIZE_ARGS how = { .flags = CKF_OS_LOCKING_OK };
	FARPROC found = GetProcAddress(file, "C_GetFunctionList");
	CK_C_GetFunctionList get;
	CK_RV rv;

	memcpy(&get, &found, sizeof(get));
	if (!found || get(out) != CKR_OK || !*out)
		return error_set(e, ERR_KEY, "%s is no PKCS#11 module", path);
	rv = (*out)->C_Initialize(&how);
	return rv == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED
		       ? ERR_OK
		       : error_set(e, ERR_KEY, "starting the PKCS#11 module %s: %s", path,
				   pkcs11_rv_text(rv));
}

static enum err module_load(const char *path, CK_FUNCTION_LIST **out, struct error *e)
{
	AUTO_WIDE wchar_t *wide = wide_of(path);
	HMODULE file = NULL;
	enum err rc;

	if (wide)
		file = LoadLibraryExW(wide, NULL,
				      LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR |
					      LOAD_LIBRARY_SEARCH_SYSTEM32);
	if (!file)
		return error_set(e, ERR_KEY, "%s cannot be loaded: error %lu of Windows", path,
				 GetLastError());
	rc = start(file, path, out, e);
	if (rc != ERR_OK)
		FreeLibrary(file);
	return rc;
}

/* The file stays in this short-lived process: unloading is where libraries wait for themselves. */
void pkcs11_unload(CK_FUNCTION_LIST **list)
{
	for (CK_FUNCTION_LIST **m = list; *m; m++)
		(*m)->C_Finalize(NULL);
	free(list);
}

/* The next path of the list; NULL: no more. "#" begins a remark. */
static char *line_next(char **rest)
{
	while (**rest) {
		char *line = *rest, *end = line + strcspn(line, "\r\n");

		*rest = *end ? end + 1 : end;
		*end = '\0';
		if (line[0] && line[0] != '#')
			return line;
	}
	return NULL;
}

static _Bool same(const char *a, const char *b)
{
	AUTO_WIDE wchar_t *wide_a = wide_of(a), *wide_b = wide_of(b);

	return wide_a && wide_b && CompareStringOrdinal(wide_a, -1, wide_b, -1, TRUE) == CSTR_EQUAL;
}

/* One that cannot be loaded hides no other. */
static void listed_load(char *list, const char *path, CK_FUNCTION_LIST **out, struct error *e)
{
	size_t n = 0;
	char *line;

	while (n < MODULES_MAX && (line = line_next(&list))) {
		if (path && !same(path, line))
			continue;
		if (!pc_path_is_whole(bytes_of_str(line)))
			(void)error_set(e, ERR_KEY, "%s is no whole path of a PKCS#11 module",
					line);
		else if (module_load(line, &out[n], e) == ERR_OK)
			n++;
	}
}

static enum err list_read(struct arena *mem, char **out, const char **path, struct error *e)
{
	AUTO(buf) struct buf text = { 0 };
	enum err rc = pc_modules_read(mem, FILE_BYTES_MAX, path, &text, e);

	if (rc == ERR_NOT_FOUND)
		return error_set(
			e, ERR_KEY,
			"no PKCS#11 module may be loaded yet: your administrator names it in %s",
			*path);
	TRY(rc);
	*out = arena_strdup(mem, buf_cstr(&text));
	return *out ? ERR_OK : error_set(e, ERR_TOO_LARGE, "no room for the list of modules");
}

enum err pkcs11_load(const char *path, CK_FUNCTION_LIST ***out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	CK_FUNCTION_LIST **list;
	struct error why = { 0 };
	const char *file = NULL;
	char *lines;

	TRY(list_read(mem, &lines, &file, e));
	list = calloc(MODULES_MAX + 1, sizeof(*list));
	if (!list)
		abort();
	listed_load(lines, path, list, &why);
	if (list[0]) {
		*out = list;
		return ERR_OK;
	}
	free(list);
	if (why.msg[0])
		return error_set(e, ERR_KEY, "%s", why.msg);
	return error_set(e, ERR_KEY, "the PKCS#11 module%s%s is not in the list of %s",
			 path ? " " : "", path ? path : "", file);
}
