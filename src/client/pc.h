/* Where a PC of this system keeps what concerns the program. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

/* The list of servers: /etc/skysign/servers, or SkySign\servers in Windows' ProgramData. ERR_DENIED
 * when somebody else than the PC's owner has made it. */
enum err pc_servers(struct arena *mem, const char **out, struct error *e) MUST_USE;
/* A line that says which key a start by the browser uses: ~/.config/skysign/key, or SkySign\key in
 * Windows' AppData. NULL: this person has no such place. */
const char *pc_own_key(struct arena *mem);
/* Does it name a file by its whole path? */
_Bool pc_path_is_whole(struct bytes path);
