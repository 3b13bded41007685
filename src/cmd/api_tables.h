/* Every route of the service as tables, with what their handlers need, and the
 * description made from them: one list for the web process and `skysign openapi`. */
#pragma once
#include "api/api.h"
#include "cmd/authority.h"
#include "cmd/parts.h"
#include "cmd/verify_world.h"
#include "cmd/web_system.h"

enum { API_TABLES_MAX = 2 };

struct api_tables {
	struct route_table tables[API_TABLES_MAX];
	size_t n;
	char *openapi; /* JSON text */
	struct app app;
	struct parts parts;
	struct authority *authority;
	struct verify_world *world;   /* of /api/v1/verify */
	struct verify_world *signers; /* of certificates that parties sign with */
	_Bool started;
};

/* s and system outlive it. */
enum err api_tables_open(const struct service *s, struct web_system *system, struct api_tables *out,
			 struct error *e) MUST_USE;
void api_tables_close(struct api_tables *a);
/* The description alone; needs no service. The caller frees *out. */
enum err api_describe(char **out, struct error *e) MUST_USE;
