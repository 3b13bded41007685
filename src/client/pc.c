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

_Bool pc_path_is_whole(struct bytes path)
{
	return path.len && path.data[0] == '/';
}
