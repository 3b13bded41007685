/* Time-stamps of an organisation: which authority is asked for what, and what was used.
 *
 * An authority belongs to a class: accredited (認定), other, or local, the built-in one. A rule
 * says per purpose which class is wanted and whom to ask first. What one rule gives is always of
 * one class: when an authority fails, others of the same class are asked, or it is waited for;
 * never one of another class. "any" is no mixture either: it is the class of the authority asked
 * first, or of the first one that is configured. docs/decisions/0412 says why. */
#pragma once
#include "domain/domain.h"

enum stamp_purpose { STAMP_ACT, STAMP_CONCLUSION, STAMP_RENEWAL, STAMP_PURPOSE_COUNT_ };
enum stamp_class { STAMP_ANY, STAMP_ACCREDITED, STAMP_OTHER, STAMP_LOCAL, STAMP_CLASS_COUNT_ };

const char *stamp_purpose_name(enum stamp_purpose p);
const char *stamp_class_name(enum stamp_class c);
_Bool stamp_purpose_parse(const char *name, enum stamp_purpose *out) MUST_USE;
_Bool stamp_class_parse(const char *name, enum stamp_class *out) MUST_USE;

/* The sealer's own authority; no configured one may bear this name. */
#define STAMP_LOCAL_NAME "SkySign local TSA"

struct stamp_source {
	const char *name;
	enum stamp_class class; /* never STAMP_ANY */
};
/* Those that may be asked here, in order, in d's memory: the configured ones, and the built-in one
 * when there is no other or the installation is on trial. */
enum err stamp_sources(struct domain *d, const struct stamp_source **out, size_t *n,
		       struct error *e) MUST_USE;

struct stamp_rule {
	enum stamp_class class;
	const char *authority; /* asked first; NULL: the first of the class */
	_Bool fallback;	       /* false: nobody else is asked, its answer is waited for */
};
struct stamp_policy {
	struct stamp_rule rules[STAMP_PURPOSE_COUNT_];
	const char *renewal_method; /* "timestamp": one each document; "record": one for many (RFC
				       4998) */
	int64_t version; /* 0: nothing was decided, these are the rules that apply to all */
};
enum err stamp_policy_get(struct domain *d, struct stamp_policy *out, struct error *e) MUST_USE;
/* in->version is the one that was read; ERR_STALE when another change came first. ERR_INVALID with
 * field errors. Strings of out are those of in. */
enum err stamp_policy_set(struct domain *d, const struct stamp_policy *in, struct stamp_policy *out,
			  struct error *e) MUST_USE;

/* Whom a rule asks, in order: indices into the sources, all of one class. order has room for n.
 * ERR_TSP, which is waited out: there is nobody to ask. */
enum err stamp_choose(const struct stamp_rule *rule, const struct stamp_source *sources, size_t n,
		      size_t *order, size_t *n_out, struct error *e) MUST_USE;

struct stamp_usage {
	char month[8];				 /* "2026-01", of Japan's time */
	const char *purpose, *authority, *class; /* class NULL: not known */
	int64_t got, lost, refused;
};
enum { STAMP_MONTHS_MAX = 36 };
/* Months "YYYY-MM", both included; NULL: this month, and the eleven before the last one. */
enum err stamp_usage_read(struct domain *d, const char *from, const char *to,
			  const struct stamp_usage **out, size_t *n, struct error *e) MUST_USE;
/* When the month (of Japan's time) began in which t lies. */
time_ms stamp_month_start(time_ms t);
