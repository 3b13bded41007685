/* The building blocks' results, read off the findings (EN 319 102-1 §5.1.4). */
#include "sig/validate/report.h"

static void collect(const struct findings *f, struct block_report *b)
{
	for (size_t i = 0; i < f->n; i++) {
		enum finding_code code = f->list[i].code;

		if (finding_block(code) != b->block || finding_indication(code) <= b->indication)
			continue;
		b->indication = finding_indication(code);
		b->sub = finding_sub(code);
		b->deciding = &f->list[i];
	}
}

/* What only later steps could have answered was not reached when an earlier one said no. */
static _Bool reached(enum block b, _Bool integrity, const struct signer_report *signer, _Bool later)
{
	switch (b) {
	case BLOCK_FC:
		return 1;
	case BLOCK_ISC:
	case BLOCK_VCI:
	case BLOCK_XCV:
		return signer->known;
	case BLOCK_CV:
	case BLOCK_SAV:
		return integrity;
	case BLOCK_TST:
		return 1;
	case BLOCK_PCV:
	case BLOCK_PSV:
		return signer->past.used;
	case BLOCK_LATER:
		return later;
	case BLOCK_COUNT_:
		break;
	}
	return 0;
}

struct judged {
	const struct findings *findings;
	const struct signer_report *signer;
	_Bool integrity, later;
};

static struct block_report one(const struct judged *j, enum block b)
{
	struct block_report out = { .block = b };

	if (reached(b, j->integrity, j->signer, j->later))
		out.indication = IND_PASSED;
	collect(j->findings, &out);
	if (b == BLOCK_XCV && j->signer->past.used && out.indication == IND_PASSED) {
		out.indication = IND_INDETERMINATE;
		out.sub = j->signer->past.now;
	}
	return out;
}

static void token_block(const struct token_report *t, struct block_report *out)
{
	if (out->indication != IND_PASSED || !t->present)
		return;
	out->indication = findings_indication(&t->findings);
	out->sub = findings_sub(&t->findings);
}

static _Bool applies(const struct block_report *b, const struct sig_report *s)
{
	if (b->block == BLOCK_TST)
		return b->deciding || s->timestamp.present;
	if (b->block == BLOCK_PCV || b->block == BLOCK_PSV)
		return b->deciding || s->signer.past.used;
	return 1;
}

size_t sig_blocks(const struct sig_report *s, struct block_report out[BLOCK_COUNT_])
{
	struct judged j = { &s->findings, &s->signer, s->integrity,
			    s->coverage >= COVERAGE_REVISION };
	size_t n = 0;

	for (enum block b = 0; b < BLOCK_COUNT_; b++) {
		out[n] = one(&j, b);
		if (b == BLOCK_TST && s->kind != SIG_DOCUMENT_TIMESTAMP)
			token_block(&s->timestamp, &out[n]);
		n += applies(&out[n], s);
	}
	return n;
}

size_t token_blocks(const struct token_report *t, struct block_report out[BLOCK_COUNT_])
{
	struct judged j = { &t->findings, &t->authority, t->intact, 0 };
	size_t n = 0;

	for (enum block b = 0; b < BLOCK_LATER; b++) {
		out[n] = one(&j, b);
		n += out[n].deciding || (b != BLOCK_TST && b < BLOCK_TST) || t->authority.past.used;
	}
	return n;
}
