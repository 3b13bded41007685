#include "client/pc.h"
#include <stdlib.h>
#include "os/file.h"

enum err pc_servers_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e)
{
	(void)mem;
	*path = "/etc/skysign/servers";
	return file_read(*path, max, out, e);
}

const char *pc_own_key(struct arena *mem)
{
	const char *home = getenv("HOME");

	return home ? arena_printf(mem, "%s/.config/skysign/key", home) : NULL;
}

/* The folders above it are this person's alone as well. */
static enum err folders_make(char *path, struct error *e)
{
	char *last = strrchr(path, '/'), *before;
	enum err rc;

	*last = '\0';
	before = strrchr(path, '/');
	*before = '\0';
	rc = dir_make(path, 0700, e);
	*before = '/';
	if (rc == ERR_OK)
		rc = dir_make(path, 0700, e);
	*last = '/';
	return rc;
}

enum err pc_own_key_write(struct bytes line, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *path = pc_own_key(mem);

	if (!path)
		return error_set(e, ERR_NOT_FOUND, "HOME names no folder");
	TRY(folders_make(arena_strdup(mem, path), e));
	return file_write_atomic(path, line, 0600, e);
}

_Bool pc_path_is_whole(struct bytes path)
{
	return path.len && path.data[0] == '/';
}
