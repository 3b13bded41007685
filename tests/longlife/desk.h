/* What a service does with its documents: signs them, brings them to a level that lasts, looks
 * again on the next day, renews them well before their proof ends; and what somebody does who is
 * given one years later: judges it with the roots and the day's policy. */
#pragma once
#include "internet.h"
#include "paper.h"
#include "sig/trust/cache.h"
#include "sig/pades/extend.h"

enum { PATH_SIZE = 512 };

struct desk {
	struct clock clock;
	struct cast cast;
	struct internet net;
	struct trust_cache *cache;
	const char *folder;
};

void desk_open(struct desk *d, const char *folder);
void desk_close(struct desk *d);

void desk_path(const struct desk *d, const struct paper *p, const char *kind, char out[PATH_SIZE]);

/* What one operation works with; its memory is given back as a whole. */
struct work {
	struct arena *mem;
	struct pdf_source src;
	struct bytes file;
	const struct algo_policy *algorithms; /* of the day */
	struct tsp_authority units[3];
	struct tsp_authorities authorities;
	struct trust_online online;
	char path[PATH_SIZE];
};
struct work work_begin(struct desk *d, const struct paper *p);
void work_done(struct work *w);
DEFINE_AUTO_DONE(work, struct work)
void work_load(struct work *w); /* file and src */
/* Sets authorities: those of the day, the document's own first. */
void work_units(struct work *w, struct desk *d, const struct paper *p, _Bool renew);

/* Makes and signs it (B-T), all signatures. */
void desk_sign(struct desk *d, struct paper *p);
struct desk_wish {
	_Bool renew, newer;
	_Bool data;	     /* only the data that judges the last time-stamp */
	_Bool though_silent; /* renew though an authority that was asked does not answer */
};
/* To B-LTA. On failure the file stays as it is. */
enum err desk_extend(struct desk *d, struct paper *p, struct desk_wish w, struct error *e) MUST_USE;
void desk_damage(struct desk *d, struct paper *p);

struct judgement {
	enum verdict verdict;
	enum sub_indication sub; /* of the first signature of a person that is not valid */
	enum pades_level level;
	_Bool recorded;	  /* its evidence record, when it has one, is good */
	char detail[200]; /* what stands in the way */
};
/* online: asks the authorities too. */
struct judgement desk_judge(struct desk *d, const struct paper *p, _Bool online);
