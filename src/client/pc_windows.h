/* What only a PC with Windows keeps. */
#pragma once
#include "client/pc.h"

/* As pc_servers_read: SkySign\modules in ProgramData, the PKCS#11 modules that may be loaded. */
enum err pc_modules_read(struct arena *mem, size_t max, const char **path, struct buf *out,
			 struct error *e) MUST_USE;
