/* How a document stands, by the validator's report on it. */
#include "sig/pades/extend.h"

/* The newest time-stamp over the whole document that is accepted; NULL: none. */
static const struct sig_report *outermost(const struct validate_report *r)
{
	const struct sig_report *best = NULL;

	for (size_t i = 0; i < r->n; i++) {
		const struct sig_report *s = &r->signatures[i];

		if (s->kind == SIG_DOCUMENT_TIMESTAMP && s->timestamp.trusted &&
		    s->indication == IND_PASSED && (!best || s->signed_bytes > best->signed_bytes))
			best = s;
	}
	return best;
}

static void ends_with(struct pades_standing *st, const struct signer_report *s)
{
	if (s->ends && s->good_until < st->good_until) {
		st->good_until = s->good_until;
		st->ends = s->ends;
	}
}

/* What proves a signature that no document time-stamp covers. */
static const struct signer_report *own_proof(const struct sig_report *s)
{
	return s->timestamp.trusted ? &s->timestamp.authority : &s->signer;
}

/* The newest document time-stamp over a signature that is not accepted; NULL: there is none. */
static const struct sig_report *refused_over(const struct validate_report *r,
					     const struct sig_report *s)
{
	const struct sig_report *newest = NULL;

	for (size_t i = 0; i < r->n; i++) {
		const struct sig_report *t = &r->signatures[i];

		if (t->kind == SIG_DOCUMENT_TIMESTAMP && t->signed_bytes > s->signed_bytes &&
		    findings_indication(&t->findings) != IND_PASSED &&
		    (!newest || t->signed_bytes > newest->signed_bytes))
			newest = t;
	}
	return newest;
}

static const char *below(const struct validate_report *r, const struct sig_report *s,
			 struct arena *mem)
{
	static const char *const lacks[] = {
		[LEVEL_NONE] = "is no PAdES signature, or not valid",
		[LEVEL_B_B] = "has no time-stamp that is trusted",
		[LEVEL_B_T] = "is not accompanied by all certificates and revocation data",
		[LEVEL_B_LT] = "is not covered by a document time-stamp with its data",
		[LEVEL_B_LTA] = "",
	};
	const struct sig_report *t = refused_over(r, s);
	const char *text =
		arena_printf(mem, "the signature \"%.64s\" %s", s->field, lacks[s->level]);

	if (t && text && t->findings.worst < FINDING_COUNT_)
		text = arena_printf(
			mem, "%s: the time-stamp \"%.64s\" of \"%.80s\" is not accepted: %s", text,
			t->field, t->signer.known ? t->signer.cert.common_name : "",
			finding_text(t->findings.worst, 0));
	return text ? text : "";
}

struct pades_standing pades_standing(const struct validate_report *r, uint64_t foreign_end,
				     struct arena *mem)
{
	struct pades_standing st = { LEVEL_B_LTA, INT64_MAX, NULL, "", LEVEL_B_LTA };
	const struct sig_report *over = outermost(r);
	size_t demanded = 0;

	if (over)
		ends_with(&st, &over->signer);
	for (size_t i = 0; i < r->n; i++) {
		const struct sig_report *s = &r->signatures[i];
		_Bool failed = s->indication == IND_FAILED;
		enum pades_level level = failed ? LEVEL_NONE : s->level;
		enum pades_level proven = failed ? LEVEL_NONE : s->proven;

		if (s->kind == SIG_DOCUMENT_TIMESTAMP || s->kind == SIG_USAGE_RIGHTS ||
		    s->signed_bytes <= foreign_end)
			continue;
		demanded++;
		if (!over || s->signed_bytes > over->signed_bytes)
			ends_with(&st, own_proof(s));
		if (proven < st.proven)
			st.proven = proven;
		if (level < st.level) {
			st.level = level;
			st.below = below(r, s, mem);
		}
	}
	if (!demanded) {
		st.level = st.proven = LEVEL_NONE;
		st.below = "there is no signature";
	}
	if (!st.ends) {
		st.good_until = 0;
		st.ends = "";
	}
	return st;
}
