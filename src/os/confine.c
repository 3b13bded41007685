#include "os/confine.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "os/landlock.h"
#include "os/process.h"

#if defined(__x86_64__)
#define AUDIT_ARCH_HERE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define AUDIT_ARCH_HERE AUDIT_ARCH_AARCH64
#else
#error "name the audit architecture here"
#endif

enum { X32_BIT = 0x40000000 };
#define DENY(nr)                                                                                   \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1),                                           \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/* The same unless the first argument is `value`. */
#define DENY_UNLESS(call, value)                                                                    \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 4),                                          \
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),        \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0),                                \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),                              \
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))

static _Bool filter_install(const struct sock_filter *filter, size_t n)
{
	struct sock_fprog prog = { (unsigned short)n, (struct sock_filter *)(uintptr_t)filter };

	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

/* Of sockets at most Unix ones, to listen on: LibreOffice waits for others of its kind there. */
static _Bool sockets_filter(_Bool local)
{
	static const struct sock_filter none[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		DENY(SYS_socket),
		DENY(SYS_socketpair),
		DENY(SYS_bind),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	static const struct sock_filter unix_only[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		DENY_UNLESS(SYS_socket, AF_UNIX),
		DENY_UNLESS(SYS_socketpair, AF_UNIX),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return local ? filter_install(unix_only, COUNT_OF(unix_only))
		     : filter_install(none, COUNT_OF(none));
}

static _Bool seccomp_install(_Bool local_sockets)
{
	static const struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_HERE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		DENY(SYS_connect),
		DENY(SYS_sendto),
		DENY(SYS_sendmsg),
		DENY(SYS_sendmmsg),
		DENY(SYS_ptrace),
		DENY(SYS_process_vm_readv),
		DENY(SYS_process_vm_writev),
		DENY(SYS_mount),
		DENY(SYS_umount2),
		DENY(SYS_unshare),
		DENY(SYS_setns),
		DENY(SYS_pivot_root),
		DENY(SYS_chroot),
		DENY(SYS_bpf),
		DENY(SYS_perf_event_open),
		DENY(SYS_keyctl),
		DENY(SYS_add_key),
		DENY(SYS_kexec_load),
		DENY(SYS_init_module),
		DENY(SYS_finit_module),
		DENY(SYS_io_uring_setup),
		DENY(SYS_userfaultfd),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return sockets_filter(local_sockets) && filter_install(filter, COUNT_OF(filter));
}

/* What the child tells before it becomes the program. */
struct entered {
	_Bool namespaces, landlock;
};

struct inside {
	const struct confine_spec *spec;
	int report; /* struct entered is written to it */
};

static void limit(__rlimit_resource_t what, uint64_t value)
{
	struct rlimit r = { value, value };

	if (setrlimit(what, &r))
		_exit(126);
}

/* Other users' ids have no meaning inside; ours becomes "nobody" with no rights outside. */
static _Bool namespaces_enter(void)
{
	return !unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC);
}

/* The private folder is known by fd: it may lie in what is hidden, and both may lie in /tmp. */
static _Bool arrange(const struct confine_spec *s, int fd)
{
	char own[32];

	snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return 0;
	if (s->hide && mount("none", s->hide, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NOEXEC | MS_NODEV,
			     "size=4k"))
		return 0;
	if (mount(own, "/tmp", NULL, MS_BIND, NULL))
		return 0;
	return !chdir("/tmp");
}

static struct entered enter(const struct confine_spec *s)
{
	struct entered in = { .namespaces = namespaces_enter() };
	int fd = open(s->dir, O_PATH | O_DIRECTORY | O_CLOEXEC); /* a mount of this namespace */

	if (fd < 0)
		_exit(126);
	in.namespaces = in.namespaces && arrange(s, fd);
	if (!in.namespaces && fchdir(fd))
		_exit(126);
	in.landlock = landlock_confine(fd, s->also_read);
	if (s->must_hide_files && !in.landlock)
		_exit(125);
	return in;
}

static void inside_prepare(void *ctx)
{
	struct inside *in = ctx;
	const struct confine_spec *s = in->spec;
	struct entered with = enter(s);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !seccomp_install(s->local_sockets))
		_exit(126);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, s->cpu_seconds);
	limit(RLIMIT_AS, s->memory);
	limit(RLIMIT_FSIZE, s->file_size);
	limit(RLIMIT_NOFILE, s->files);
	limit(RLIMIT_NPROC, s->processes);
	umask(077);
	if (write(in->report, &with, sizeof(with)) != sizeof(with))
		_exit(126);
}

/* Collects what the program says until its end or the time limit. */
static _Bool collect(int fd, size_t max, time_ms until, struct buf *output)
{
	unsigned char block[4096];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t total = 0;

	for (;;) {
		time_ms left = until - clock_monotonic();
		int ready = poll(&p, 1, left > 0 ? (int)left : 0);
		ssize_t n;

		if (ready < 0 && errno == EINTR)
			continue;
		if (!ready)
			return 0;
		n = read(fd, block, sizeof(block));
		if (n <= 0)
			return 1;
		if (total + (size_t)n <= max)
			buf_append(output, BYTES(block, (size_t)n));
		total += (size_t)n;
	}
}

static void put_defaults(struct confine_spec *s)
{
	s->limit_ms = s->limit_ms ? s->limit_ms : 30000;
	s->memory = s->memory ? s->memory : (uint64_t)1 << 30;
	s->file_size = s->file_size ? s->file_size : (uint64_t)64 << 20;
	s->output_max = s->output_max ? s->output_max : 65536;
	s->cpu_seconds = s->cpu_seconds ? s->cpu_seconds : (s->limit_ms + 999) / 1000 + 1;
	s->files = s->files ? s->files : 32;
	s->processes = s->processes ? s->processes : 16;
}

static enum err start(const struct confine_spec *s, int out, int report, pid_t *pid,
		      struct error *e)
{
	struct inside in = { s, report };
	struct process_spec p = {
		.argv = s->argv,
		.env = s->env,
		.in = -1,
		.out = out,
		.err = out,
		.die_with_parent = SIGKILL,
		.prepare = inside_prepare,
		.ctx = &in,
	};

	return process_start(&p, pid, e);
}

static void finish(pid_t pid, _Bool in_time, time_ms until, struct confine_result *r)
{
	time_ms left = until - clock_monotonic();
	int status = 0;

	if (!in_time || process_wait(pid, left > 0 ? (int)left : 0, &status, NULL) != ERR_OK) {
		r->timed_out = 1;
		process_kill_group(pid, SIGKILL);
		if (process_wait(pid, -1, &status, NULL) != ERR_OK)
			status = 0;
	}
	process_kill_group(pid, SIGKILL); /* what it may have started */
	r->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	r->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

enum err confine_run(const struct confine_spec *spec, struct buf *output,
		     struct confine_result *out, struct error *e)
{
	struct confine_spec s = *spec;
	struct confine_result r = { 0 };
	int said[2], report[2];
	struct entered with = { 0 };
	time_ms until;
	pid_t pid;
	enum err rc;

	put_defaults(&s);
	if (pipe2(said, O_CLOEXEC))
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	if (pipe2(report, O_CLOEXEC)) {
		close(said[0]);
		close(said[1]);
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	}
	until = clock_monotonic() + s.limit_ms;
	rc = start(&s, said[1], report[1], &pid, e);
	close(said[1]);
	close(report[1]);
	if (rc == ERR_OK) {
		if (read(report[0], &with, sizeof(with)) == sizeof(with)) {
			r.namespaces = with.namespaces;
			r.landlock = with.landlock;
		}
		finish(pid, collect(said[0], s.output_max, until, output), until, &r);
		*out = r;
	}
	close(said[0]);
	close(report[0]);
	return rc;
}

enum err confine_dir(const char *parent, char **out, struct error *e)
{
	char *name;

	if (asprintf(&name, "%s/confined-XXXXXX", parent) < 0)
		abort();
	if (!mkdtemp(name)) {
		int why = errno;

		free(name);
		return error_set(e, ERR_IO, "private folder in %s: %s", parent, strerror(why));
	}
	*out = name;
	return ERR_OK;
}
