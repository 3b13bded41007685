/* Parts of fs.c that its fuzz target and its writer share. */
#pragma once
#include "store/blob.h"
#include "store/blob/format.h"

struct blob_store {
	char *dir;	/* …/xx/blb_…: xx the last two digits of the id */
	char *incoming; /* files being written, locked by their writers */
};

/* Takes ownership of fd, also on failure. key: the blob's own. */
enum err blob_open_fd(int fd, const struct secret *key, const char *id, struct blob **out,
		      struct error *e) MUST_USE;

enum { BLOB_CONTEXT_SIZE = 48 };
void blob_key_context(const char *id, char out[BLOB_CONTEXT_SIZE]); /* for keywrap.h */
/* Name of the blob's file, or only its folder; to be freed. */
char *blob_path(const struct blob_store *s, const char *id);
char *blob_folder(const struct blob_store *s, const char *id);
enum err blob_failed(struct error *e, const char *what, const char *id); /* from errno */
