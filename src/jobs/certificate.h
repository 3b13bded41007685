/* The agreement certificate (合意締結証明書): who agreed to which files, when and
 * how that was recorded, as a PDF for people. Japanese first, English beside. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

struct certificate_file {
	const char *name;
	int64_t pages;
	const char *original_sha256, *final_sha256; /* hex */
};

struct certificate_party {
	const char *side;    /* "own", "counterparty" */
	const char *name, *company, *department, *title; /* as declared; NULL: not declared */
	const char *email;
	const char *factors; /* how the person was authenticated, in words */
	time_ms sent_at, opened_at, agreed_at, timestamp_at;
	const char *authority, *authority_class; /* of the time-stamp; class NULL: not known */
	const char *act_id;
};

struct certificate_event {
	int64_t seq;
	time_ms at;
	const char *text; /* in words */
	const char *hash; /* hex */
};

struct certificate_facts {
	const char *envelope_id, *title, *sender; /* the sending organisation */
	_Bool trial;
	time_ms sent_at, completed_at;
	const struct certificate_file *files;
	size_t n_files;
	const struct certificate_party *parties;
	size_t n_parties;
	const struct certificate_event *events;
	size_t n_events;
};

enum err certificate_draw(const struct certificate_facts *f, struct arena *mem,
			  struct bytes *pdf_out, struct error *e) MUST_USE;
