/* The trash: a discarded draft can be restored until it is purged. */
#pragma once
#include "domain/domain.h"

/* A step of the worker, in its transaction: removes a draft that has been in the trash for
 * trash_ttl, with everything in it; its audit trail stays. One that had been
 * sent and came back stays whole: it is evidence. Not yet due: asked for again at its
 * time. Restored or gone: nothing happens. */
enum err envelope_purge(struct domain *d, const char *id, struct error *e) MUST_USE;
