#include "sig/validate/report.h"

static const char *const sub_names[] = {
#define X(name) [SUB_##name] = #name,
	SUB_INDICATIONS(X)
#undef X
};

const char *sub_indication_name(enum sub_indication s)
{
	return s == SUB_NONE ? "" : sub_names[s];
}

const char *indication_name(enum indication i)
{
	static const char *const names[] = {
		[IND_NOTE] = "NOTE",
		[IND_PASSED] = "TOTAL-PASSED",
		[IND_INDETERMINATE] = "INDETERMINATE",
		[IND_FAILED] = "TOTAL-FAILED",
	};

	return names[i];
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_PASSED] = "TOTAL-PASSED",   [VERDICT_INDETERMINATE] = "INDETERMINATE",
		[VERDICT_FAILED] = "TOTAL-FAILED",   [VERDICT_NO_SIGNATURE] = "NO-SIGNATURE",
		[VERDICT_UNREADABLE] = "UNREADABLE",
	};

	return names[v];
}

const char *sig_kind_name(enum sig_kind k)
{
	static const char *const names[] = {
		[SIG_APPROVAL] = "approval",
		[SIG_CERTIFICATION] = "certification",
		[SIG_DOCUMENT_TIMESTAMP] = "document-timestamp",
		[SIG_USAGE_RIGHTS] = "usage-rights",
	};

	return names[k];
}

const char *coverage_name(enum coverage c)
{
	static const char *const names[] = {
		[COVERAGE_NONE] = "none",
		[COVERAGE_PARTIAL] = "partial",
		[COVERAGE_REVISION] = "entire-revision",
		[COVERAGE_FILE] = "entire-file",
	};

	return names[c];
}

const char *later_changes_name(enum later_changes l)
{
	static const char *const names[] = {
		[LATER_NONE] = "none",	       [LATER_LTA] = "lta",
		[LATER_FORM] = "form-filling", [LATER_ANNOTATIONS] = "annotations",
		[LATER_OTHER] = "other",
	};

	return names[l];
}

const char *pades_level_name(enum pades_level l)
{
	static const char *const names[] = {
		[LEVEL_NONE] = "none", [LEVEL_B_B] = "B-B",	[LEVEL_B_T] = "B-T",
		[LEVEL_B_LT] = "B-LT", [LEVEL_B_LTA] = "B-LTA",
	};

	return names[l];
}

_Bool pades_level_parse(const char *name, enum pades_level *out)
{
	for (int l = LEVEL_B_B; l <= LEVEL_B_LTA; l++) {
		if (!strcmp(pades_level_name((enum pades_level)l), name)) {
			*out = (enum pades_level)l;
			return 1;
		}
	}
	return 0;
}

/* §5.1.3: a building block passes, fails or cannot tell; "total" is said of the whole. */
const char *block_result(enum indication i)
{
	static const char *const names[] = {
		[IND_NOTE] = "",
		[IND_PASSED] = "PASSED",
		[IND_INDETERMINATE] = "INDETERMINATE",
		[IND_FAILED] = "FAILED",
	};

	return names[i];
}

static const struct {
	const char *name, *en, *ja;
} blocks[BLOCK_COUNT_] = {
#define BLOCK(sym, en, ja) [BLOCK_##sym] = { #sym, en, ja },
#include "sig/validate/blocks.def"
#undef BLOCK
};

const char *block_name(enum block b)
{
	return blocks[b].name;
}

const char *block_text(enum block b, _Bool ja)
{
	return ja ? blocks[b].ja : blocks[b].en;
}

const char *revocation_name(enum revocation r)
{
	static const char *const names[] = {
		[REVOCATION_UNKNOWN] = "not-checked",
		[REVOCATION_GOOD] = "good",
		[REVOCATION_REVOKED] = "revoked",
	};

	return names[r];
}

/* RFC 5280 §5.3.1 */
const char *crl_reason_name(int reason)
{
	static const char *const names[] = {
		"unspecified",	 "keyCompromise",	 "cACompromise",    "affiliationChanged",
		"superseded",	 "cessationOfOperation", "certificateHold", "",
		"removeFromCRL", "privilegeWithdrawn",	 "aACompromise",
	};

	return reason >= 0 && (size_t)reason < COUNT_OF(names) ? names[reason] : "";
}
