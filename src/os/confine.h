/* Runs a program that must touch untrusted bytes: no network, no new privileges, an
 * empty environment, a private folder as its /tmp, limits on time, memory, file size
 * and processes; it ends with all its children, at the latest at its time limit.
 *
 * Where the kernel allows it the program gets user, mount, network and IPC namespaces
 * of its own, in which `hide` is empty, and by Landlock sees no file but the system's programs,
 * libraries and fonts and those of its own folder; a seccomp filter without sockets, tracing and
 * mounting applies always. */
#pragma once
#include "base/buf.h"
#include "base/error.h"

struct confine_spec {
	const char *const *argv; /* names of files are relative to dir */
	const char *const *env;	 /* NULL: empty */
	const char *dir;	 /* private folder, the working directory */
	const char *hide;	 /* a folder that must not be seen; NULL: none */
	unsigned limit_ms;	 /* 0: 30 s of time */
	unsigned cpu_seconds;	 /* 0: as limit_ms */
	uint64_t memory;	 /* address space; 0: 1 GiB */
	uint64_t file_size;	 /* of any file it writes; 0: 64 MiB */
	size_t output_max;	 /* of stdout and stderr together; 0: 64 KiB, the rest is dropped */
	unsigned files, processes; /* open at once, of this user; 0: 32, 16 */
	const char *also_read;	 /* a program outside /usr: its folder may be read too; NULL: none */
	_Bool local_sockets;	 /* may listen on Unix sockets; connecting is never allowed */
	_Bool must_hide_files;	 /* without Landlock it is not run: CONFINE_REFUSED */
};

enum { CONFINE_REFUSED = 125 }; /* exit status */

struct confine_result {
	int exit_status; /* -1: ended by a signal */
	int signal;	 /* 0: none */
	_Bool timed_out;
	_Bool namespaces; /* it had its own */
	_Bool landlock;	  /* it saw its own files only */
};

/* Output (stdout and stderr mixed) is appended to *output. ERR_UNAVAILABLE: the program is missing.
 */
enum err confine_run(const struct confine_spec *spec, struct buf *output,
		     struct confine_result *out, struct error *e) MUST_USE;
/* Makes a private folder (0700) below parent; *out to be freed; dir_remove_all ends it. */
enum err confine_dir(const char *parent, char **out, struct error *e) MUST_USE;
