/* The agreement certificate (合意締結証明書): who agreed to which files, when, how they were
 * authenticated and how that was recorded. One PDF in two parts, Japanese first, then the same
 * whole in English (docs/decisions/0424). What a person declared of oneself (申告) and what was
 * verified (確認済) is told apart in every row. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

struct certificate_file {
	const char *name;
	int64_t pages;
	const char *original_sha256, *final_sha256; /* hex */
};
struct certificate_factor {
	const char *kind, *channel; /* "mail-link", "mail" */
	time_ms at;		    /* 0: not known */
};
struct certificate_shown { /* what the party had before them */
	const char *file, *sha256;
};
struct certificate_stamp {
	const char *file, *authority, *class; /* class NULL: not known */
	time_ms at;
};
/* Further rows of a party or of the whole. */
struct certificate_fact {
	const char *ja, *en; /* label */
	const char *value_ja, *value_en;
	_Bool is_hash; /* in letters of one width */
};
struct certificate_party {
	const char *side, *role, *state; /* as in the tables recipient_state and recipient_role */
	int64_t order;
	const char *asked_name, *asked_company, *asked_department, *asked_title,
		*email;					 /* by the sender */
	const char *name, *company, *department, *title; /* declared; NULL: not declared */
	_Bool authority;       /* declared to have the authority to conclude */
	const char *statement; /* version; NULL: none */
	time_ms sent_at, opened_at, agreed_at, completed_at, declined_at;
	const char *forwarded_from, *forwarded_to, *forward_reason; /* names */
	time_ms forwarded_at;
	const char *act_id;
	const struct certificate_factor *factors;
	size_t n_factors;
	const struct certificate_shown *shown;
	size_t n_shown;
	const struct certificate_stamp *stamps;
	size_t n_stamps;
	const struct certificate_fact *facts;
	size_t n_facts;
};
struct certificate_event {
	int64_t seq;
	time_ms at;
	const char *ja, *en; /* in words */
	const char *hash;    /* hex */
};
struct certificate_facts {
	const char *envelope_id, *title, *sender;   /* the sending organisation */
	const char *contract_date, *effective_date; /* NULL: not set */
	_Bool trial;
	time_ms sent_at, completed_at;
	const struct certificate_file *files;
	size_t n_files;
	const struct certificate_party *parties;
	size_t n_parties;
	const struct certificate_event *events;
	size_t n_events;
	const struct certificate_fact *facts;
	size_t n_facts;
};

enum err certificate_draw(const struct certificate_facts *f, struct arena *mem,
			  struct bytes *pdf_out, struct error *e) MUST_USE;
