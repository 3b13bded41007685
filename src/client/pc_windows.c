#include "client/pc.h"
#include <aclapi.h>
#include <shlobj.h>
#include <stdlib.h>
#include <windows.h>
#include "os/wide.h"

static const char *folder(REFKNOWNFOLDERID id, const char *below, struct arena *mem)
{
	wchar_t *wide = NULL;
	char *path = NULL;
	const char *out = NULL;

	if (SHGetKnownFolderPath(id, 0, NULL, &wide) == S_OK)
		path = utf8_of(wide);
	if (path)
		out = arena_printf(mem, "%s\\SkySign%s", path, below);
	free(path);
	CoTaskMemFree(wide);
	return out;
}

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

/* Any user may make folders in ProgramData: what another one has made there counts for nothing. */
static _Bool owner_ok(PSID owner)
{
	return IsWellKnownSid(owner, WinBuiltinAdministratorsSid) ||
	       IsWellKnownSid(owner, WinLocalSystemSid) || is_user(owner);
}

static _Bool foreign(const char *path)
{
	AUTO_WIDE wchar_t *wide = wide_of(path);
	PSECURITY_DESCRIPTOR told = NULL;
	PSID owner = NULL;
	_Bool bad = wide &&
		    GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
					  NULL, NULL, NULL, &told) == ERROR_SUCCESS &&
		    !owner_ok(owner);

	LocalFree(told);
	return bad;
}

enum err pc_servers(struct arena *mem, const char **out, struct error *e)
{
	const char *parent = folder(&FOLDERID_ProgramData, "", mem);
	const char *list = parent ? arena_printf(mem, "%s\\servers", parent) : NULL;

	if (!list)
		return error_set(e, ERR_DENIED, "Windows names no folder for the list of servers");
	if (foreign(parent) || foreign(list))
		return error_set(e, ERR_DENIED,
				 "%s belongs neither to an administrator nor to you; ask your "
				 "administrator",
				 list);
	*out = list;
	return ERR_OK;
}

const char *pc_own_key(struct arena *mem)
{
	return folder(&FOLDERID_RoamingAppData, "\\key", mem);
}

/* "C:\\…"; a share would let others change it. */
_Bool pc_path_is_whole(struct bytes path)
{
	unsigned char drive = path.len >= 3 ? path.data[0] | 0x20 : 0;

	return drive >= 'a' && drive <= 'z' && path.data[1] == ':' &&
	       (path.data[2] == '\\' || path.data[2] == '/');
}
