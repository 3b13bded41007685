#include "client/pc_windows.h"
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
static enum err program_data_read(const char *name, struct arena *mem, size_t max,
				  const char **path, struct buf *out, struct error *e)
{
	const char *parent = folder(&FOLDERID_ProgramData, "", mem);
	void *held = NULL;
	enum err rc;

	*path = parent ? arena_printf(mem, "%s\\%s", parent, name) : NULL;
	if (!*path)
		return error_set(e, ERR_DENIED, "Windows names no folder for the list of %s", name);
	TRY(owned_folder_hold(parent, &held, e));
	rc = owned_read(*path, max, out, e);
	owned_folder_release(&held);
	return rc;
}

enum err pc_servers_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e)
{
	return program_data_read("servers", mem, max, path, out, e);
}

enum err pc_modules_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e)
{
	return program_data_read("modules", mem, max, path, out, e);
}

const char *pc_own_key(struct arena *mem)
{
	return folder(&FOLDERID_RoamingAppData, "\\key", mem);
}

/* Written beside, and put in the other's place. */
enum err pc_own_key_write(struct bytes line, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *dir = folder(&FOLDERID_RoamingAppData, "", mem);
	AUTO_WIDE wchar_t *wide_dir = dir ? wide_of(dir) : NULL,
			  *to = dir ? wide_of(pc_own_key(mem)) : NULL,
			  *beside =
				  dir ? wide_of(folder(&FOLDERID_RoamingAppData, "\\key.new", mem))
				      : NULL;
	HANDLE file;
	DWORD n = 0;
	_Bool ok;

	if (!wide_dir || !to || !beside)
		return error_set(e, ERR_NOT_FOUND, "Windows names no folder for this person");
	CreateDirectoryW(wide_dir, NULL);
	file = CreateFileW(beside, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL,
			   NULL);
	if (file == INVALID_HANDLE_VALUE)
		return error_set(e, ERR_IO, "%s: error %lu of Windows", dir, GetLastError());
	ok = WriteFile(file, line.data, (DWORD)line.len, &n, NULL) && n == line.len &&
	     FlushFileBuffers(file);
	CloseHandle(file);
	if (ok && MoveFileExW(beside, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
		return ERR_OK;
	return error_set(e, ERR_IO, "%s\\key: error %lu of Windows", dir, GetLastError());
}

/* "C:\\…"; a share would let others change it. */
_Bool pc_path_is_whole(struct bytes path)
{
	unsigned char drive = path.len >= 3 ? path.data[0] | 0x20 : 0;

	return drive >= 'a' && drive <= 'z' && path.data[1] == ':' &&
	       (path.data[2] == '\\' || path.data[2] == '/');
}
