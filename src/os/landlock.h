/* Landlock (Linux 5.13): the files that this process and its children may touch from now on.
 * Needs no privileges and cannot be taken back. */
#pragma once
#include "base/attr.h"

_Bool landlock_is_there(void);
/* Called between fork and exec: async-signal-safe. Reading and running is left for the system's
 * programs, libraries, fonts and settings; writing for the open folder alone; TCP and signals to what
 * is outside end too, where the kernel knows how. program: its folder may be read and run too;
 * NULL: none. False: the kernel has no Landlock. */
_Bool landlock_confine(int folder_fd, const char *program) MUST_USE;
