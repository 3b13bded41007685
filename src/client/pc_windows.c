#include "client/pc.h"
#include <shlobj.h>
#include <stdlib.h>
#include <windows.h>
#include "client/owned_windows.h"
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

/* Any user may make folders in ProgramData: what another one has made there counts for nothing. */
enum err pc_servers_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e)
{
	const char *parent = folder(&FOLDERID_ProgramData, "", mem);
	void *held = NULL;
	enum err rc;

	*path = parent ? arena_printf(mem, "%s\\servers", parent) : NULL;
	if (!*path)
		return error_set(e, ERR_DENIED, "Windows names no folder for the list of servers");
	TRY(owned_folder_hold(parent, &held, e));
	rc = owned_read(*path, max, out, e);
	owned_folder_release(&held);
	return rc;
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
