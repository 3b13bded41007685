#include "client/owned_windows.h"
#include <windows.h>
#include <aclapi.h>
#include "os/file_windows.h"
#include "os/wide.h"

static _Bool is_user(PSID owner)
{
	union {
		TOKEN_USER user;
		unsigned char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} u;
	DWORD n;
	HANDLE token;
	_Bool same;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return 0;
	same = GetTokenInformation(token, TokenUser, &u, sizeof(u), &n) &&
	       EqualSid(owner, u.user.User.Sid);
	CloseHandle(token);
	return same;
}

static enum err owner_check(HANDLE h, const char *path, struct error *e)
{
	PSECURITY_DESCRIPTOR told = NULL;
	PSID owner = NULL;
	DWORD code = GetSecurityInfo(h, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL,
				     NULL, NULL, &told);
	_Bool known = code == ERROR_SUCCESS && owner;
	_Bool good = known && (IsWellKnownSid(owner, WinBuiltinAdministratorsSid) ||
			       IsWellKnownSid(owner, WinLocalSystemSid) || is_user(owner));

	LocalFree(told);
	if (good)
		return ERR_OK;
	if (!known)
		return error_set(
			e, ERR_DENIED,
			"%s: Windows does not tell whom it belongs to (error %lu); ask your "
			"administrator",
			path, code);
	return error_set(
		e, ERR_DENIED,
		"%s belongs neither to an administrator nor to you; ask your administrator", path);
}

/* A link's owner says nothing of what it leads to. */
static enum err link_check(HANDLE h, const char *path, struct error *e)
{
	BY_HANDLE_FILE_INFORMATION is;

	if (!GetFileInformationByHandle(h, &is))
		return error_set(e, ERR_DENIED, "%s: Windows does not tell what it is (error %lu)",
				 path, GetLastError());
	if (is.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
		return error_set(e, ERR_DENIED,
				 "%s is a link to another place; ask your administrator", path);
	return ERR_OK;
}

static enum err owned_open(const char *path, DWORD share, DWORD flags, HANDLE *out, struct error *e)
{
	AUTO_WIDE wchar_t *wide = wide_of(path);
	DWORD code;
	HANDLE h;
	enum err rc;

	if (!wide)
		return error_set(e, ERR_DENIED, "%s: no name of a file", path);
	h = CreateFileW(wide, GENERIC_READ, share, NULL, OPEN_EXISTING,
			FILE_FLAG_OPEN_REPARSE_POINT | flags, NULL);
	if (h == INVALID_HANDLE_VALUE) {
		code = GetLastError();
		if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND)
			return error_set(e, ERR_NOT_FOUND, "%s is not there", path);
		return error_set(e, ERR_DENIED, "%s cannot be opened: error %lu of Windows%s", path,
				 code, code == ERROR_ACCESS_DENIED ? " (access denied)" : "");
	}
	rc = link_check(h, path, e);
	if (rc == ERR_OK)
		rc = owner_check(h, path, e);
	if (rc == ERR_OK)
		*out = h;
	else
		CloseHandle(h);
	return rc;
}

enum err owned_read(const char *path, size_t max, struct buf *out, struct error *e)
{
	HANDLE file;
	enum err rc;

	TRY(owned_open(path, FILE_SHARE_READ, 0, &file, e));
	rc = file_read_open(file, path, max, out, e);
	CloseHandle(file);
	return rc;
}

enum err owned_folder_hold(const char *path, void **out, struct error *e)
{
	return owned_open(path, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_FLAG_BACKUP_SEMANTICS, out,
			  e);
}

void owned_folder_release(void **folder)
{
	if (*folder)
		CloseHandle(*folder);
	*folder = NULL;
}
