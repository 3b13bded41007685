/* Makes a PDF of an Office file with LibreOffice under confine: no network, no file but its own,
 * macros off, a profile of its own for each run, nothing fetched that the file refers to. */
#pragma once
#include <stdint.h>
#include "base/error.h"

struct office_limits {
	unsigned cpu_seconds; /* of each of its two starts; 0: 60 */
	unsigned limit_ms;   /* time of each; 0: four times as long, for a busy machine */
	uint64_t memory;     /* address space; 0: 4 GiB */
	uint64_t output_max; /* of any file it writes; 0: 256 MiB */
};

/* program: path of soffice.bin. Is it there? */
_Bool office_is_there(const char *program);
/* dir: a private folder that holds in.FORMAT; out/in.pdf appears in it. hide: see confine.h.
 * ERR_UNAVAILABLE: LibreOffice is missing or the kernel cannot confine it; ERR_TIMEOUT: it was
 * stopped; ERR_UNSUPPORTED: it made no PDF of this file. */
enum err office_convert(const char *program, const char *dir, const char *format, const char *hide,
			const struct office_limits *limits, struct error *e) MUST_USE;
