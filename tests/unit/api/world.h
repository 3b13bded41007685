/* The API in process: a fixture of the domain, an app on top of it, and requests made by hand. */
#pragma once
#include "../domain/fixture.h"
#include "api/api.h"
#include "api/routes.h"

struct world {
	struct fixture *f;
	struct app app;
	struct blob_store *blobs;
};
int world_open(void **state); /* for cmocka */
int world_close(void **state);

/* Who asks. csrf: the header that belongs to the cookie is sent. */
struct asker {
	const char *cookie_name, *cookie;
	_Bool csrf;
};
/* A browser with a session of p (or of nobody, p NULL). */
struct asker member_browser(struct world *w, const struct person *p);
/* A recipient's browser after the button; the link is taken from the mail. */
struct asker recipient_browser(struct world *w, const char *email);
struct asker recipient_browser_before_terms(struct world *w, const char *email);

struct answer {
	enum err rc;
	struct request *rq;
	struct response rs; /* json is released with the arena's owner: see answer_done */
	struct error e;
	_Bool admitted;	    /* the authenticator let the request through */
};
/* params: {name} of the path, in the order of the path; body JSON text or NULL. */
struct answer ask(struct world *w, const struct route *r, const struct asker *who,
		  const char *const *params, const char *body);
struct answer ask_path(struct world *w, const char *method, const char *path, const struct asker *who,
		       const char *const *params, const char *body);
void answer_done(struct answer *a);
const struct route *find_route(const char *method, const char *path);
