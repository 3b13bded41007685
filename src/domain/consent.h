/* Statutory consent (承諾): laws and their steps as data (laws.def), what a recipient has taken of
 * them as rows. Nothing is ticked beforehand; until the agreement every consent can be withdrawn.
 */
#pragma once
#include "domain/domain.h"
#include "store/repo/envelope.h"
#include "store/repo/gate.h"

enum law_when { LAW_BEFORE, LAW_AFTER };
struct law_step {
	const char *law, *code;
	enum law_when when;
	_Bool takes_text;
	const char *title_en, *title_ja, *text_en, *text_ja;
};
struct law {
	const char *code, *version, *clauses, *title_en, *title_ja, *text_en, *text_ja;
};
size_t law_count(void); /* with older versions */
const struct law *law_at(size_t i);
/* The newest version of a law; NULL: no such law. */
const struct law *law_find(const char *code);
/* The i-th step of a law; NULL past its last. */
const struct law_step *law_step(const struct law *l, size_t i);
/* Does it have to be consented to, or is it only told? */
_Bool law_needs_consent(const struct law *l);

enum { LAW_STEPS_MAX = 8 };
struct consent {
	const struct law *law;
	const struct law_step *steps[LAW_STEPS_MAX];
	time_ms taken_at[LAW_STEPS_MAX]; /* 0: not yet */
	size_t n_steps;
	_Bool withdrawn; /* it was given once */
};
/* "needed", "given", "withdrawn"; "told": nothing has to be done. */
const char *consent_state(const struct consent *c);
/* The first step that is due, NULL: none. after: those after the conclusion too. */
const struct law_step *consent_next(const struct consent *c, _Bool after);
struct consent_list {
	struct consent *items;
	size_t n;
	const struct consent_row *rows; /* everything that was recorded, oldest first */
	size_t n_rows;
};
enum err consent_load(struct domain *d, const char *recipient, struct consent_list *out,
		      struct error *e) MUST_USE;

/* Which laws the sender names; notes field errors "PREFIX[i]". */
void consent_check(struct domain *d, const char *prefix, const char *const *laws, size_t n);
enum err consent_save(struct domain *d, const char *envelope, const char *recipient,
		      const char *const *laws, size_t n, struct error *e) MUST_USE;
/* The same laws for who takes over a seat. In the caller's transaction. */
enum err consent_copy(struct domain *d, const char *from, const char *envelope, const char *to,
		      struct error *e) MUST_USE;
