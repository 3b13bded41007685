/* The gate as JSON. */
#pragma once
#include "api/api.h"
#include "domain/gate.h"

json_t *gate_json(struct caller *c, const struct gate *g);
json_t *started_json(const struct factor_started *s);
json_t *laws_json(struct caller *c);
json_t *demand_json(struct caller *c, const struct factor_demand *demand);
/* Members factors, consents, factors_passed, paper_asked_at of a sender's recipient. */
enum err recipient_gate_json(struct caller *c, const struct recipient *r, json_t *j,
			     struct error *e) MUST_USE;
