/* The signature of a party's act, whoever's key makes it; and what a party's own program gets to
 * sign. */
#pragma once
#include "jobs/context.h"
#include "jobs/seal.h"

/* The record without what the party declared and how it showed who it is. */
struct act_record party_record(const struct work *w, const struct recipient *who, const char *act,
			       time_ms at);
/* The party's values and the look of its signature go along; ctx is to be a struct fields_job.
 * field takes the name of the signature field. */
struct seal_wish party_wish(const struct work *w, const char *act, const struct recipient *who,
			    char field[FIELD_NAME_SIZE], const struct act_record *record);

/* One operation of docs/formats/agent-protocol.md as JSON, in w's memory: attributes, and the proof
 * that leads from the revision that was shown (by its digest, hex) to what they name. */
enum err party_operation(struct work *w, const struct document *doc, const struct seal *seal,
			 const char *shown, struct bytes *out, struct error *e) MUST_USE;
