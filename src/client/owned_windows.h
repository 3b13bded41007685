/* Files that decide whom the program believes: they count only when an administrator, Windows or
 * this person has made them. What cannot be told is refused. For pc_windows.c and peer_windows.c.
 */
#pragma once
#include "base/buf.h"
#include "base/error.h"

/* Opens once: the owner that was judged is the owner of the bytes that are read. ERR_NOT_FOUND: no
 * such file; ERR_DENIED: somebody else's, a link, or not to be judged. */
enum err owned_read(const char *path, size_t max, struct buf *out, struct error *e) MUST_USE;

/* The same judgement of a folder. Until owned_folder_release nobody can put another one in its
 * place. */
enum err owned_folder_hold(const char *path, void **out, struct error *e) MUST_USE;
void owned_folder_release(void **folder); /* NULL in it: nothing */
