/* Secrets that a person or a file hands over: passwords, PINs. The first line counts. What was
 * read lies in locked memory only; buffers on the way are wiped. Each is NUL-terminated, the NUL
 * counts in its length. */
#pragma once
#include "base/buf.h"
#include "base/error.h"
#include "crypto/secret.h"

/* A buffer that held a secret: AUTO(wiped) struct buf b = { 0 }; */
void wiped_done(struct buf *b);
DEFINE_AUTO_DONE(wiped, struct buf)

struct secret *secret_first_line(struct bytes text);
enum err secret_read_file(const char *path, struct secret **out, struct error *e) MUST_USE;
/* Reads to the end of the line or of the descriptor, not a byte further. */
enum err secret_read_fd(int fd, struct secret **out, struct error *e) MUST_USE;
/* Asks on the terminal without showing what is typed. NULL: there is no terminal. */
struct secret *secret_read_terminal(const char *prompt) MUST_USE;
const char *secret_text(const struct secret *s); /* NULL when s is NULL */
