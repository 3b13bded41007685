/* Everything a server may answer skysign-client; the first byte chooses which answer it is taken
 * for. What is shown must be showable, and what was prepared goes through proof, attributes and
 * scan. */
#include "fuzz.h"
#include <stdlib.h>
#include "client/attributes.h"
#include "client/protocol.h"
#include "client/scan.h"

#define HEX32 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEX48 HEX32 "e3b0c44298fc1c149afbf4c8996fb924"
#define DIGESTS                                                                                    \
	"\"sha256\":\"" HEX32 "\",\"sha384\":\"" HEX48 "\",\"sha512\":\"" HEX32 HEX32 "\""
static const char fixed[] = "{\"session\":\"s\",\"confirm_code\":\"1\",\"account\":{},\"request\":{"
			    "},\"documents\":[{\"id\":\"doc_1\","
			    "\"name\":\"a\",\"pages\":1,\"size\":1," DIGESTS
			    "}],\"accept\":{\"signature_algorithms\":[]}}";

static const char fixed_batch[] =
	"{\"session\":\"s\",\"confirm_code\":\"1\",\"account\":{},\"requests\":[{\"id\":\"t_1\","
	"\"request\":{},\"documents\":[{\"id\":\"doc_1\",\"name\":\"a\",\"pages\":1,\"size\":1,"
	DIGESTS "}]},{\"id\":\"t_2\",\"request\":{},\"documents\":[{\"id\":\"doc_2\","
	"\"name\":\"b\",\"pages\":1,\"size\":1," DIGESTS "}]}],"
	"\"accept\":{\"signature_algorithms\":[]}}";

static void showable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			abort();
}

static void offer(struct arena *mem, struct bytes in)
{
	struct client_offer o;

	if (protocol_read_offer(in, mem, &o, NULL) != ERR_OK)
		return;
	showable(o.server_name);
	showable(o.account);
	showable(o.company);
	showable(o.title);
	showable(o.sender);
	showable(o.message);
	showable(o.subject_hint);
	if (!o.n_documents || o.n_documents > CLIENT_BATCH_DOCUMENTS_MAX || !o.n_requests ||
	    o.n_requests > CLIENT_REQUESTS_MAX)
		abort();
	for (size_t i = 0; i < o.n_requests; i++) {
		const struct client_asked *a = &o.requests[i];

		showable(a->title);
		showable(a->counterparty);
		if (!a->n || a->first + a->n > o.n_documents)
			abort();
	}
	for (size_t i = 0; i < o.n_left_out; i++)
		showable(o.left_out[i].problem);
	for (size_t i = 0; i < o.n_documents; i++)
		showable(o.documents[i].name);
}

static void operation(const struct client_operation *op)
{
	static const unsigned char zero[DIGEST_MAX];
	struct client_shown shown = { .size = op->proof.shown_size, .in_alg = zero };
	unsigned found;

	/* a proof of the digest zero, and attributes without a certificate, hold for nothing */
	if (client_proof_check(&op->proof, &shown, op->message_digest, NULL) == ERR_OK)
		abort();
	if (client_attributes_check(op->signed_attrs, op->proof.alg, op->message_digest,
				    BYTES(NULL, 0), NULL) == ERR_OK)
		abort();
	if (client_scan(op->proof.update, &found, NULL) == ERR_OK && found > 15)
		abort();
}

static void prepared(struct arena *mem, struct bytes in)
{
	struct client_prepared p;
	struct client_offer o;

	if (protocol_read_offer(BYTES_LIT(fixed), mem, &o, NULL) != ERR_OK)
		abort();
	if (protocol_read_prepared(in, &o, mem, &p, NULL) != ERR_OK || !p.ready)
		return;
	if (p.n != 1)
		abort();
	operation(&p.operations[0]);
}

/* Of a batch: each answer is about its requests alone, and each of them once. */
static void of_batch(struct arena *mem, struct bytes in)
{
	const struct client_batch_prepared *p;
	const struct client_batch_state *s;
	const struct client_fit *fits;
	struct client_accepted a;
	struct client_offer o;
	size_t n;

	if (protocol_read_offer(BYTES_LIT(fixed_batch), mem, &o, NULL) != ERR_OK)
		abort();
	if (protocol_read_batch_prepared(in, &o, mem, &p, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++) {
			showable(p[i].problem);
			if (n > 2 || p[i].at > 1 ||
			    (p[i].prepared.ready &&
			     p[i].prepared.operations[0].document != p[i].at))
				abort();
			if (p[i].prepared.ready)
				operation(&p[i].prepared.operations[0]);
		}
	if (protocol_read_batch_states(in, &o, mem, &s, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			showable(s[i].outcome.problem);
	if (protocol_read_fits(in, &o, mem, &a, &fits, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			showable(fits[i].problem);
}

static void others(struct arena *mem, struct bytes in, unsigned which)
{
	struct client_accepted a;
	struct client_status s;
	const char *text;

	if (which == 2 && protocol_read_accepted(in, mem, &a, NULL) == ERR_OK)
		showable(a.subject);
	if (which == 3 && protocol_read_status(in, mem, &s, NULL) == ERR_OK)
		for (size_t i = 0; i < s.n; i++)
			showable(s.results[i].sha256);
	if (which == 4) {
		if (protocol_problem(422, in, 1, mem, &text, NULL) == ERR_OK)
			abort();
		showable(text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	struct bytes in;

	if (!size || size > 65536)
		return 0;
	in = BYTES(data + 1, size - 1);
	if (data[0] == 'B') /* 66: would be a prepared one of the first five */
		of_batch(mem, in);
	else if (data[0] % 5 == 0)
		offer(mem, in);
	else if (data[0] % 5 == 1)
		prepared(mem, in);
	else
		others(mem, in, data[0] % 5);
	return 0;
}
