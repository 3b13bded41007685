/* One signing, from the ticket to the finished documents:
 *
 *     redeem -> show -> place -> unlock -> choose -> consent -> PIN -> certificate
 *            -> prepare -> check and sign -> complete -> status
 *
 * Nothing is signed before the person consents, and nothing that is not proved to be what was
 * shown. What goes wrong on the way is told to the server (cancel), so that nobody waits. When
 * another party's signature comes in between, it goes back to "prepare", a few times; when the key
 * is not where it was looked for, or the server takes another certificate, to "place".
 *
 * A ticket may be for several requests (a batch): under the one consent and PIN each of them is prepared,
 * signed and completed by itself (run_batch.c). */
#pragma once
#include "base/rng.h"
#include "client/channel.h"
#include "client/ui.h"

struct client_job {
	const struct client_server *server;
	struct fetcher *fetcher;
	const char *ticket;
	struct key_source *keys; /* NULL: the person says where (ui->place) */
	struct ui *ui;
	const struct clock *clock;
	struct rng *rng;
	_Bool ja;
	void (*pause)(unsigned ms); /* NULL: sleeps */
};

/* told_out: what the server said about a failure, in the person's language, in mem; NULL: nothing.
 */
enum err client_run(const struct client_job *job, struct arena *mem, const char **told_out,
		    struct error *e) MUST_USE;
