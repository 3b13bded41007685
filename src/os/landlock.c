#include "os/landlock.h"
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h of the kernel, which may be newer than the headers here. */
struct ruleset {
	uint64_t handled_access_fs, handled_access_net, scoped;
};
struct beneath {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_V1 = (1 << 13) - 1,
	FS_REFER = 1 << 13,
	FS_TRUNCATE = 1 << 14,
	FS_IOCTL_DEV = 1 << 15,
	FS_READ = FS_EXECUTE | FS_READ_FILE | FS_READ_DIR,
	NET_TCP = 3,
	SCOPE_ALL = 3,
	RULE_PATH_BENEATH = 1,
	CREATE_VERSION = 1,
};

_Bool landlock_is_there(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION) > 0;
}

static struct ruleset handled(long version)
{
	struct ruleset r = { .handled_access_fs = FS_V1 };

	if (version >= 2)
		r.handled_access_fs |= FS_REFER;
	if (version >= 3)
		r.handled_access_fs |= FS_TRUNCATE;
	if (version >= 4)
		r.handled_access_net = NET_TCP;
	if (version >= 5)
		r.handled_access_fs |= FS_IOCTL_DEV;
	if (version >= 6)
		r.scoped = SCOPE_ALL;
	return r;
}

static _Bool allow_fd(int rules, int fd, uint64_t access)
{
	struct beneath b = { access, fd };

	return !syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &b, 0u);
}

/* What is not there need not be allowed. */
static _Bool allow(int rules, const char *path, uint64_t access)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	_Bool ok;

	if (fd < 0)
		return 1;
	ok = allow_fd(rules, fd, access);
	close(fd);
	return ok;
}

static _Bool allow_system(int rules)
{
	static const struct {
		const char *path;
		uint64_t access;
	} system[] = {
		{ "/usr", FS_READ },
		{ "/bin", FS_READ },
		{ "/sbin", FS_READ },
		{ "/lib", FS_READ },
		{ "/lib64", FS_READ },
		{ "/etc/fonts", FS_READ_FILE | FS_READ_DIR },
		{ "/etc/libreoffice", FS_READ_FILE | FS_READ_DIR },
		{ "/etc/alternatives", FS_READ },
		{ "/etc/ld.so.cache", FS_READ_FILE },
		{ "/etc/localtime", FS_READ_FILE },
		{ "/etc/papersize", FS_READ_FILE },
		{ "/var/cache/fontconfig", FS_READ_FILE | FS_READ_DIR },
		{ "/var/lib/libreoffice", FS_READ_FILE | FS_READ_DIR },
		{ "/var/spool/libreoffice", FS_READ_FILE | FS_READ_DIR },
		{ "/etc/locale.alias", FS_READ_FILE },
		{ "/proc/self", FS_READ_FILE | FS_READ_DIR },
		{ "/proc/cpuinfo", FS_READ_FILE },
		{ "/proc/meminfo", FS_READ_FILE },
		{ "/sys/devices/system/cpu", FS_READ_FILE | FS_READ_DIR },
		{ "/dev/null", FS_READ_FILE | FS_WRITE_FILE },
		{ "/dev/zero", FS_READ_FILE },
		{ "/dev/random", FS_READ_FILE },
		{ "/dev/urandom", FS_READ_FILE },
	};

	for (size_t i = 0; i < COUNT_OF(system); i++)
		if (!allow(rules, system[i].path, system[i].access))
			return 0;
	return 1;
}

/* Two folders up from the program, such as /opt/libreoffice: it brings its own libraries. */
static _Bool allow_program(int rules, const char *program)
{
	char path[512];
	size_t n = program ? strlen(program) : 0;

	if (!n || n >= sizeof(path))
		return 1;
	memcpy(path, program, n + 1);
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(path, '/');

		if (!slash || slash == path)
			return 1;
		*slash = '\0';
	}
	return allow(rules, path, FS_READ);
}

_Bool landlock_confine(int folder_fd, const char *program)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);
	struct ruleset r = handled(version);
	/* older kernels know the first members only */
	size_t size = version >= 6 ? sizeof(r) : version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
	int rules;
	_Bool ok;

	if (version < 1)
		return 0;
	rules = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0u);
	if (rules < 0)
		return 0;
	ok = allow_system(rules) && allow_program(rules, program) &&
	     allow_fd(rules, folder_fd, r.handled_access_fs & ~(uint64_t)FS_EXECUTE) &&
	     !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	     !syscall(SYS_landlock_restrict_self, rules, 0u);
	close(rules);
	return ok;
}
