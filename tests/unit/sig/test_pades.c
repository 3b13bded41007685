/* The steps of a signature on a small document; whole files are judged by the scenario cli-sign. */
#include "../test.h"
#include <stdlib.h>
#include "pdf/form.h"
#include "pki.h"
#include "sig/pades/sign.h"

static const char document[] =
	"%PDF-1.7\n"
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
	"xref\n0 4\n"
	"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
	"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";

struct fixture {
	struct arena *mem;
	struct pki_cert cert;
	struct signer *signer;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };

	f->mem = arena_new(0);
	f->cert = pki_make(PKI_SIGNER, "Signer", PKEY_P256, NULL, f->mem);
	assert_ok(signer_file_new(f->cert.key, alg, &f->cert.der, 1, &f->signer, NULL));
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	signer_free(f->signer);
	arena_free(f->mem);
	free(f);
	return 0;
}

static struct pades_request request(void)
{
	return (struct pades_request){ .field = "S", .new_field = 1, .time = 1795000000000 };
}

static struct pdf_update *begin(struct fixture *f, struct pdf_source *src, struct bytes file)
{
	struct pdf_update *u;
	struct pdf_doc *d;
	struct error err = { 0 };

	*src = pdf_source_memory(file);
	if (pdf_doc_open(src, f->mem, NULL, &d, &err) != ERR_OK)
		fail_msg("%s", err.msg);
	assert_ok(pdf_update_begin(d, f->mem, &u, NULL));
	return u;
}

static struct bytes joined(struct fixture *f, struct bytes file, const struct pdf_tail *t)
{
	unsigned char *all = arena_alloc(f->mem, file.len + t->len);

	memcpy(all, file.data, file.len);
	memcpy(all + file.len, t->data, t->len);
	return BYTES(all, file.len + t->len);
}

static enum err signed_with(struct fixture *f, struct bytes file, const struct pades_request *rq,
			    struct bytes *out, struct error *e)
{
	struct pdf_source src;
	struct pdf_update *u = begin(f, &src, file);
	struct pades_signed result;
	struct pdf_tail t;
	enum err rc = pades_sign(u, rq, f->signer, NULL, f->mem, &t, &result, e);

	if (rc == ERR_OK)
		*out = joined(f, file, &t);
	return rc;
}

static void a_stored_state_gives_the_digest_of_all_bytes(void **state)
{
	struct fixture *f = *state;
	struct pades_request rq = request();
	struct pdf_source src;
	struct pdf_update *u = begin(f, &src, BYTES_LIT(document));
	unsigned char all[DIGEST_MAX], resumed[DIGEST_MAX], plain[DIGEST_MAX], saved[DIGEST_STATE_MAX];
	struct digest running, loaded;
	struct pdf_tail t;
	struct bytes file;
	size_t n;

	assert_ok(pades_prepare(u, &rq, &t, NULL));
	digest_init(&running, DIGEST_SHA256);
	digest_update(&running, BYTES_LIT(document));
	n = digest_export(&running, saved);
	assert_ok(digest_import(&loaded, BYTES(saved, n), NULL));
	assert_ok(pades_digest(&src, NULL, DIGEST_SHA256, &t, all, NULL));
	assert_ok(pades_digest(&src, &loaded, DIGEST_SHA256, &t, resumed, NULL));
	assert_memory_equal(all, resumed, 32);

	/* and both are the digest of what /ByteRange says */
	file = joined(f, BYTES_LIT(document), &t);
	digest_init(&running, DIGEST_SHA256);
	digest_update(&running, bytes_slice(file, t.byte_range[0], t.byte_range[1]));
	digest_update(&running, bytes_slice(file, t.byte_range[2], t.byte_range[3]));
	digest_final(&running, plain);
	assert_memory_equal(all, plain, 32);
	assert_int_equal(t.byte_range[2] + t.byte_range[3], file.len);
}

static void a_state_of_another_document_is_refused(void **state)
{
	struct fixture *f = *state;
	struct pades_request rq = request();
	struct pdf_source src;
	struct pdf_update *u = begin(f, &src, BYTES_LIT(document));
	unsigned char out[DIGEST_MAX];
	struct digest d;
	struct pdf_tail t;

	assert_ok(pades_prepare(u, &rq, &t, NULL));
	digest_init(&d, DIGEST_SHA256);
	digest_update(&d, BYTES_LIT("another"));
	assert_int_equal(pades_digest(&src, &d, DIGEST_SHA256, &t, out, NULL), ERR_INVALID);
	digest_init(&d, DIGEST_SHA512);
	digest_update(&d, BYTES_LIT(document));
	assert_int_equal(pades_digest(&src, &d, DIGEST_SHA256, &t, out, NULL), ERR_INVALID);
}

static void a_hole_that_is_too_small_is_made_larger(void **state)
{
	struct fixture *f = *state;
	struct pades_request rq = request();
	struct bytes small, fitting;

	assert_ok(signed_with(f, BYTES_LIT(document), &rq, &fitting, NULL));
	rq.hole_bytes = 16;
	assert_ok(signed_with(f, BYTES_LIT(document), &rq, &small, NULL));
	assert_true(bytes_find(small, BYTES_LIT("/ETSI.CAdES.detached"), 0) != SIZE_MAX);
	assert_true(small.len > fitting.len);
}

static void what_the_document_forbids_is_refused(void **state)
{
	struct fixture *f = *state;
	struct pades_request approve = request(), certify = request(), none = request();
	struct bytes approved, closed, out = { 0 };

	certify.certify = 1;
	none.new_field = 0;
	assert_ok(signed_with(f, BYTES_LIT(document), &approve, &approved, NULL));
	assert_ok(signed_with(f, BYTES_LIT(document), &certify, &closed, NULL));
	approve.field = certify.field = "T";
	assert_int_equal(signed_with(f, approved, &certify, &out, NULL), ERR_CONFLICT);
	assert_int_equal(signed_with(f, closed, &approve, &out, NULL), ERR_PDF_LOCKED);
	assert_int_equal(signed_with(f, approved, &none, &out, NULL), ERR_CONFLICT);
	assert_int_equal(signed_with(f, BYTES_LIT(document), &none, &out, NULL), ERR_NOT_FOUND);
	certify.certify = 4;
	assert_int_equal(signed_with(f, BYTES_LIT(document), &certify, &out, NULL), ERR_INVALID);
	assert_null(out.data);
}

static void entries_that_are_the_signatures_own_cannot_be_given(void **state)
{
	struct fixture *f = *state;
	struct pdf_entry bad = { BYTES_LIT("ByteRange"), pdf_int(1) };
	struct pdf_entry good = { BYTES_LIT("SKSN_Act"), pdf_int(7) };
	struct pades_request rq = request();
	struct bytes out;

	rq.n_extra = 1;
	rq.extra = &bad;
	assert_int_equal(signed_with(f, BYTES_LIT(document), &rq, &out, NULL), ERR_INVALID);
	rq.extra = &good;
	assert_ok(signed_with(f, BYTES_LIT(document), &rq, &out, NULL));
	assert_true(bytes_find(out, BYTES_LIT("/SKSN_Act 7"), 0) != SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stored_state_gives_the_digest_of_all_bytes),
		cmocka_unit_test(a_state_of_another_document_is_refused),
		cmocka_unit_test(a_hole_that_is_too_small_is_made_larger),
		cmocka_unit_test(what_the_document_forbids_is_refused),
		cmocka_unit_test(entries_that_are_the_signatures_own_cannot_be_given),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
