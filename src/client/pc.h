/* Where a PC of this system keeps what concerns the program. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Appends the list of servers: /etc/skysign/servers, or SkySign\servers in Windows' ProgramData, of
 * no more than `max` bytes. *path names it, also with ERR_NOT_FOUND: there is none. ERR_DENIED when
 * somebody else than the PC's owner or this person has made it. */
enum err pc_servers_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e) MUST_USE;
/* A line that says which key a start by the browser uses: ~/.config/skysign/key, or SkySign\key in
 * Windows' AppData. NULL: this person has no such place. */
const char *pc_own_key(struct arena *mem);
/* Writes it whole or not at all, for this person alone (0600). ERR_NOT_FOUND: no such place. */
enum err pc_own_key_write(struct bytes line, struct error *e) MUST_USE;
/* Does it name a file by its whole path? */
_Bool pc_path_is_whole(struct bytes path);
