/* Folders that belong to a living process. Each is locked (flock) for as long as its process
 * lives, however that ends; what a killed one left behind is found by its free lock. So a folder
 * also tells who is alive: see jobs/runner.c. */
#pragma once
#include "base/error.h"

struct held_dir {
	char *path;
	int fd;
};

/* A new folder PARENT/PREFIX-XXXXXX (0700), held by this process. */
enum err held_dir_make(const char *parent, const char *prefix, struct held_dir *out,
		       struct error *e) MUST_USE;
const char *held_dir_name(const struct held_dir *d); /* PREFIX-XXXXXX */
void held_dir_done(struct held_dir *d); /* removes it with what is in it; zeroed is fine */
DEFINE_AUTO_DONE(held_dir, struct held_dir)

/* Tells each folder whose process is gone (tell NULL: nobody asks), then removes it. When tell
 * fails the folder stays for the next time. Several processes may do so at once: what tell does
 * must be harmless when it is done twice. */
typedef enum err held_dir_fn(void *ctx, const char *name, struct error *e);
enum err held_dir_clear(const char *parent, const char *prefix, held_dir_fn *tell, void *ctx,
			struct error *e) MUST_USE;
