/* The index of a local CA: which serials were issued, which revoked. An append-only
 * text file (format: ca_folder.h), read whole when opened, then held in memory and locked. */
#pragma once
#include "sig/trust/ca_folder.h"

struct ca_index;
enum ca_index_mode { CA_INDEX_NEW, CA_INDEX_EXISTING };

/* ERR_BUSY: another process has it open. ERR_IO: damaged, with the line. */
enum err ca_index_open(const char *folder, enum ca_index_mode mode, struct ca_index **out,
		       struct error *e) MUST_USE;
void ca_index_free(struct ca_index *x);

enum err ca_index_issued(struct ca_index *x, struct bytes serial, const char *kind,
			 const char *name, struct error *e) MUST_USE;
enum err ca_index_revoked(struct ca_index *x, struct bytes serial, time_ms at,
			  enum ca_reason reason, struct error *e) MUST_USE;
/* The number of the next list, recorded. */
enum err ca_index_next_crl(struct ca_index *x, time_ms at, uint64_t *out, struct error *e) MUST_USE;

struct ocsp_status ca_index_status(const struct ca_index *x, struct bytes serial);
enum err ca_index_revocations(const struct ca_index *x, struct arena *mem,
			      const struct ca_revoked **out, size_t *n, struct error *e) MUST_USE;
