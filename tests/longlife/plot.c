#include "plot.h"

#define ANY_UNIT (-1)

/* clang-format off */
const struct fate fates[] = {
	{ .name = "signed by the provider", .count = 360, .last = 57, .unit = ANY_UNIT },
	{ .name = "signed by a person", .count = 200, .last = 57, .by = BY_PERSON,
	  .unit = ANY_UNIT },
	{ .name = "signed by both", .count = 120, .last = 39, .by = BY_BOTH, .unit = ANY_UNIT },
	{ .name = "certified, P 1", .count = 80, .last = 39, .certify = 1, .unit = ANY_UNIT },
	{ .name = "signer revoked afterwards", .count = 40, .last = 3, .by = BY_LEAVER,
	  .unit = ANY_UNIT },
	/* the last ones are stamped on the last days of that authority */
	{ .name = "time-stamp authority gone", .count = 20, .first = 5, .last = 7, .unit = BETA1 },
	{ .name = "signer revoked before", .count = 30, .last = 6, .by = BY_REVOKED,
	  .unit = ANY_UNIT, .known_from = "2026-04-01", .fails_from = "2036-02-01",
	  .subs = { SUB_REVOKED, SUB_REVOKED_NO_POE, SUB_OUT_OF_BOUNDS_NO_POE } },
	{ .name = "signer's key lost before", .count = 30, .first = 2, .last = 2,
	  .by = BY_BETRAYED, .unit = ANY_UNIT, .waits = 1, .known_from = "2027-04-03",
	  .fails_from = "2036-02-01",
	  .subs = { SUB_REVOKED, SUB_REVOKED_NO_POE, SUB_OUT_OF_BOUNDS_NO_POE } },
	{ .name = "never renewed", .count = 40, .last = 10, .unit = ANY_UNIT,
	  .neglected = "2026-04-01", .fails_from = "2036-02-01",
	  .subs = { SUB_OUT_OF_BOUNDS_NO_POE, SUB_OUT_OF_BOUNDS_NOT_REVOKED,
		    SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE } },
	{ .name = "not renewed before its key was lost", .count = 20, .last = 4, .unit = GAMMA1,
	  .neglected = "2026-04-01", .known_from = "2033-01-02", .fails_from = "2033-07-01",
	  .subs = { SUB_OUT_OF_BOUNDS_NO_POE, SUB_OUT_OF_BOUNDS_NOT_REVOKED } },
	{ .name = "a byte changed", .count = 20, .last = 10, .unit = ANY_UNIT, .damage = FLIPPED,
	  .damaged = "2035-01-01", .fails_from = "2035-01-01", .subs = { SUB_HASH_FAILURE } },
	{ .name = "the page overwritten", .count = 20, .last = 10, .unit = ANY_UNIT,
	  .damage = OVERWRITTEN, .damaged = "2035-01-01", .fails_from = "2035-01-01",
	  .subs = { SUB_SIG_CONSTRAINTS_FAILURE, SUB_OUT_OF_BOUNDS_NO_POE } },
	{ .name = "the last renewal cut off", .count = 20, .last = 10, .unit = ANY_UNIT,
	  .neglected = "2049-04-01", .damage = CUT_BACK, .damaged = "2055-10-01",
	  .fails_from = "2055-10-01",
	  .subs = { SUB_OUT_OF_BOUNDS_NO_POE, SUB_OUT_OF_BOUNDS_NOT_REVOKED } },
};
/* clang-format on */
const size_t n_fates = COUNT_OF(fates);

#define SHA2_ENDS "digest sha256 2041-12-31\n"
#define P256_ENDS "key ec 255 2046-12-31\nkey ec 383 always\n"

static const struct era eras[] = {
	{ "2026-04-01", "", DIGEST_SHA256, { ALPHA1, BETA1, GAMMA1 } },
	{ "2032-01-01", "", DIGEST_SHA256, { ALPHA2, BETA1, ALPHA2 } },
	{ "2036-01-01", SHA2_ENDS, DIGEST_SHA256, { ALPHA2, ALPHA2, ALPHA2 } },
	{ "2038-01-01", SHA2_ENDS, DIGEST_SHA512, { DELTA1, DELTA1, DELTA1 } },
	{ "2041-01-01", SHA2_ENDS P256_ENDS, DIGEST_SHA512, { DELTA1, DELTA1, DELTA1 } },
	{ "2046-01-01", SHA2_ENDS P256_ENDS, DIGEST_SHA512, { DELTA2, DELTA2, DELTA2 } },
};

const struct era *era_of(time_ms now)
{
	const struct era *e = eras;

	for (size_t i = 0; i < COUNT_OF(eras); i++)
		if (day(eras[i].from) <= now)
			e = &eras[i];
	return e;
}

enum member_id provider_key(time_ms now)
{
	if (now < day("2029-04-01")) /* in its third year */
		return KEY1;
	return now < day("2039-01-01") ? KEY2 : KEY3;
}

enum member_id person_key(time_ms now)
{
	if (now < day("2029-06-01"))
		return PERSON1;
	return now < day("2039-06-01") ? PERSON2 : PERSON3;
}
