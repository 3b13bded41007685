/* The decoding filters. Input: filter, predictor, colours, bits, columns, then data. */
#include "fuzz.h"
#include <stdlib.h>
#include "pdf/filter.h"

enum { HEAD = 5, MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdf_filter_chain chain = { .max = MAX };
	AUTO(buf) struct buf out = { 0 };

	if (size < HEAD)
		return 0;
	for (unsigned both = data[0]; chain.n < 2; both /= 8) {
		struct pdf_filter_step *s = &chain.steps[chain.n++];

		s->kind = (enum pdf_filter_kind)(both % 8 % (PDF_FILTER_IDENTITY + 1));
		s->predictor = data[1] % 17;
		s->colors = data[2];
		s->bits = data[3];
		s->columns = data[4];
		s->early_change = data[1] >> 7;
	}
	if (pdf_filter_run(&chain, BYTES(data + HEAD, size - HEAD), &out, NULL) == ERR_OK &&
	    out.len > MAX)
		abort();
	return 0;
}
