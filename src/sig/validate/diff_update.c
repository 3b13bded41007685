/* One revision against the one before it, with nobody's signature between them to judge by. */
#include "sig/validate/diff.h"

static enum err compare(struct pdf_history *h, struct arena *mem, struct diff **out, struct error *e)
{
	TRY(diff_new(h, mem, out, e));
	return diff_step(*out, e);
}

enum err diff_update(struct pdf_doc *doc, unsigned revision, struct arena *mem,
		     struct diff_result *out, struct error *e)
{
	/* as if it had been certified: the update is to show nothing in a place of its own */
	const struct diff_ask ask = { .revision = revision - 1,
				      .certified = 1,
				      .covered_to = revision };
	AUTO(pdf_history) struct pdf_history *h = NULL;
	struct diff *d;

	TRY(pdf_history_new(doc, revision - 1, mem, &h, e));
	TRY(compare(h, mem, &d, e));
	return diff_sum(d, &ask, out, e);
}
