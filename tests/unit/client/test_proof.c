/* The proof over revisions that pades_prepare really made. */
#include "../test.h"
#include "client/proof.h"
#include "client/scan.h"
#include "sig/pades/sign.h"

static const char document[] =
	"%PDF-1.7\n"
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
	"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

enum { STATE_HEAD = 12 };

struct made {
	struct arena *mem;
	struct client_proof proof;
	struct client_shown shown;
	unsigned char in_alg[DIGEST_MAX], message[DIGEST_MAX];
	struct bytes digest;
};

/* As a server makes it: the running state over the document, split into chaining values and rest. */
static struct client_state state_of(enum digest_alg alg, struct bytes file, struct arena *mem)
{
	unsigned char *form = arena_alloc(mem, DIGEST_STATE_MAX);
	size_t chain = alg == DIGEST_SHA256 ? 32 : 64, n;
	struct digest d;

	digest_init(&d, alg);
	digest_update(&d, file);
	n = digest_export(&d, form);
	return (struct client_state){ BYTES(form + STATE_HEAD, chain),
				      BYTES(form + STATE_HEAD + chain, n - STATE_HEAD - chain) };
}

static void tail_split(const struct pdf_tail *t, struct bytes update[2])
{
	struct bytes all = BYTES(t->data, t->len);
	size_t hole = (size_t)(t->hole_off - t->base);

	update[0] = bytes_slice(all, 0, hole);
	update[1] = bytes_slice(all, hole + t->hole_len, all.len);
}

static struct pdf_tail prepare(struct pdf_source *src, struct arena *mem, const char *field)
{
	const struct pades_request rq = { .field = field, .new_field = 1, .name = "甲", .time = 1795000000000 };
	struct pdf_update *u;
	struct pdf_doc *d;
	struct pdf_tail t;

	assert_ok(pdf_doc_open(src, mem, NULL, &d, NULL));
	assert_ok(pdf_update_begin(d, mem, &u, NULL));
	assert_ok(pades_prepare(u, &rq, &t, NULL));
	return t;
}

static void make(struct made *m, enum digest_alg alg, struct arena *mem)
{
	struct bytes file = BYTES_LIT(document);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_tail t = prepare(&src, mem, "S");

	*m = (struct made){ .mem = mem };
	m->proof = (struct client_proof){ .alg = alg, .shown_size = file.len, .state = state_of(alg, file, mem) };
	if (alg != DIGEST_SHA256)
		m->proof.shown = state_of(DIGEST_SHA256, file, mem);
	tail_split(&t, m->proof.update);
	m->shown.size = file.len;
	digest_sha256(file, m->shown.sha256);
	digest_of(alg, file, m->in_alg);
	m->shown.in_alg = m->in_alg;
	assert_ok(pades_digest(&src, NULL, alg, &t, m->message, NULL));
	m->digest = BYTES(m->message, digest_size(alg));
}

static enum err check(const struct made *m)
{
	return client_proof_check(&m->proof, &m->shown, m->digest, NULL);
}

static void flip(unsigned char *at, size_t bit)
{
	at[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

/* part is one of m's own byte strings: it is copied, so that no other string changes along. */
static void every_bit_refuses(const struct made *m, struct bytes *part)
{
	struct bytes whole = *part;
	unsigned char *copy = arena_alloc(m->mem, whole.len + 1);

	if (whole.len)
		memcpy(copy, whole.data, whole.len);
	*part = BYTES(copy, whole.len);
	for (size_t i = 0; i < 8 * whole.len; i++) {
		flip(copy, i);
		if (check(m) == ERR_OK)
			fail_msg("a change of bit %zu of %zu bytes is taken", i, whole.len);
		flip(copy, i);
	}
	*part = bytes_slice(BYTES(copy, whole.len), 0, whole.len ? whole.len - 1 : 0);
	if (whole.len)
		assert_int_not_equal(check(m), ERR_OK);
	*part = whole;
	assert_ok(check(m));
}

static void sizes_refuse(struct made *m)
{
	for (unsigned i = 0; i < 64; i++) {
		m->proof.shown_size ^= (uint64_t)1 << i;
		assert_int_not_equal(check(m), ERR_OK);
		m->shown.size ^= (uint64_t)1 << i; /* also when the server told the same wrong size before */
		assert_int_not_equal(check(m), ERR_OK);
		m->shown.size ^= (uint64_t)1 << i;
		m->proof.shown_size ^= (uint64_t)1 << i;
	}
	for (size_t i = 0; i < 256; i++) {
		flip(m->shown.sha256, i);
		assert_int_not_equal(check(m), ERR_OK);
		flip(m->shown.sha256, i);
	}
	for (size_t i = 0; i < 8 * digest_size(m->proof.alg); i++) {
		flip(m->in_alg, i);
		assert_int_not_equal(check(m), ERR_OK);
		flip(m->in_alg, i);
	}
}

static void a_true_proof_holds_and_every_changed_bit_breaks_it(void **state)
{
	static const enum digest_alg algs[] = { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(algs); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		struct made m;

		make(&m, algs[i], mem);
		assert_ok(check(&m));
		every_bit_refuses(&m, &m.proof.state.midstate);
		every_bit_refuses(&m, &m.proof.state.tail);
		every_bit_refuses(&m, &m.proof.update[0]);
		every_bit_refuses(&m, &m.proof.update[1]);
		every_bit_refuses(&m, &m.digest);
		every_bit_refuses(&m, &m.proof.shown.midstate);
		every_bit_refuses(&m, &m.proof.shown.tail);
		sizes_refuse(&m);
	}
}

/* With SHA-256 alone known, a server could give the true SHA-256 state of what was shown and the SHA-384 state of
 * something else with the same end. The digest told beforehand stops it. */
static void the_state_of_another_document_with_the_same_end_is_caught(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	unsigned char other[sizeof(document) - 1];
	struct made m;
	struct digest d;

	(void)state;
	make(&m, DIGEST_SHA384, mem);
	memcpy(other, document, sizeof(other));
	other[20] ^= 1; /* in the first block */
	m.proof.state = state_of(DIGEST_SHA384, BYTES(other, sizeof(other)), mem);
	digest_init(&d, DIGEST_SHA384);
	digest_update(&d, BYTES(other, sizeof(other)));
	digest_update(&d, m.proof.update[0]);
	digest_update(&d, m.proof.update[1]);
	digest_final(&d, m.message);
	assert_int_equal(check(&m), ERR_BAD_SIG);
	digest_of(DIGEST_SHA384, BYTES(other, sizeof(other)), m.in_alg);
	assert_ok(check(&m)); /* only a false digest, shown to the person beforehand, would do */
}

/* Another party's increment lies between the shown revision and ours. */
static void a_signature_that_came_in_between_is_proved_and_told(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes file = BYTES_LIT(document), first[2], second[2];
	struct pdf_source src = pdf_source_memory(file), grown;
	struct pdf_tail theirs = prepare(&src, mem, "Theirs"), ours;
	AUTO(buf) struct buf all = { 0 }, before = { 0 };
	struct made m;
	unsigned found;

	(void)state;
	make(&m, DIGEST_SHA256, mem);
	tail_split(&theirs, first);
	assert_ok(client_scan(first, &found, NULL));
	assert_int_equal(found, 0);
	buf_append(&all, file);
	buf_append(&all, BYTES(theirs.data, theirs.len));
	grown = pdf_source_memory(buf_bytes(&all));
	ours = prepare(&grown, mem, "Ours");
	tail_split(&ours, second);
	buf_append(&before, BYTES(theirs.data, theirs.len));
	buf_append(&before, second[0]);
	m.proof.update[0] = buf_bytes(&before);
	m.proof.update[1] = second[1];
	assert_ok(pades_digest(&grown, NULL, DIGEST_SHA256, &ours, m.message, NULL));
	assert_ok(check(&m));
	assert_ok(client_scan(m.proof.update, &found, NULL));
	assert_int_equal(found, SCAN_OTHER_SIGNATURE);
}

static void what_no_signature_needs_is_found(void **state)
{
	static const struct {
		const char *more;
		unsigned found;
	} rows[] = {
		{ "", 0 },
		{ "/JS (x)", SCAN_SCRIPT },
		{ "/S/JavaScript", SCAN_SCRIPT },
		{ "/#4a#53 (x)", SCAN_SCRIPT },
		{ "/#4A\x53<00>", SCAN_SCRIPT },
		{ "/OpenAction 3 0 R", SCAN_ACTION },
		{ "/AA<<>>", SCAN_ACTION },
		{ "/Type /ObjStm", SCAN_HIDDEN },
		{ "/EmbeddedFiles/URI", SCAN_HIDDEN | SCAN_ACTION },
		{ "/JSX /AAA /OpenActions /ByteRanges /J", 0 },
		{ "/ByteRange [0 1 2 3]", SCAN_OTHER_SIGNATURE },
		{ "/", 0 },
		{ "/#", 0 },
		{ "/J#5", 0 },
	};
	unsigned found;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct bytes update[2] = { BYTES_LIT("<</ByteRange[0 1 2 3]/Contents"),
						 bytes_of_str(rows[i].more) };

		assert_ok(client_scan(update, &found, NULL));
		if (found != rows[i].found)
			fail_msg("\"%s\": %x", rows[i].more, found);
	}
	assert_int_equal(client_scan((struct bytes[]){ BYTES_LIT("<<"), BYTES_LIT(">>") }, &found, NULL), ERR_BAD_SIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_true_proof_holds_and_every_changed_bit_breaks_it),
		cmocka_unit_test(the_state_of_another_document_with_the_same_end_is_caught),
		cmocka_unit_test(a_signature_that_came_in_between_is_proved_and_told),
		cmocka_unit_test(what_no_signature_needs_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
