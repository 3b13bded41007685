#include "client/pc.h"
#include <stdlib.h>

enum err pc_servers(struct arena *mem, const char **out, struct error *e)
{
	(void)mem;
	(void)e;
	*out = "/etc/skysign/servers";
	return ERR_OK;
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
