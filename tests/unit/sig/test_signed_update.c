/* A document signed elsewhere: exactly one signature behind it, and nothing else. */
#include "../test.h"
#include <stdlib.h>
#include "pdf/doc_private.h"
#include "pki.h"
#include "sig/asn1/cert.h"
#include "sig/pades/sign.h"
#include "sig/validate/signed_update.h"

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
	struct bytes base; /* certified, with the empty fields "Mine" and "Theirs" */
	_Bool in_field;
};

/* What a program adds in one update. */
struct adding {
	const char *sign; /* a field; NULL: no signature */
	_Bool fresh;	  /* the field is a new one */
	int certify;
	_Bool turn, fields; /* the page; the two fields */
	_Bool visible;
	enum pdf_lock_action lock;
	const char *locked;
	const char *spoilt;	     /* a field that gets `value` as its /V */
	const struct pdf_obj *value;
	uint32_t begin; /* number of its first object; 0: where we begin */
};

static void turn_page(struct pdf_update *u)
{
	const struct pdf_obj *page;
	struct pdf_dict_builder b;
	struct pdf_obj turned;

	assert_ok(pdf_update_get(u, (struct pdf_ref){ .num = 3 }, &page, NULL));
	b = pdf_dict_copy(pdf_update_mem(u), page);
	pdf_dict_set(&b, "Rotate", pdf_int(90));
	turned = pdf_dict_obj(&b);
	assert_ok(pdf_update_set(u, (struct pdf_ref){ .num = 3 }, &turned, NULL));
}

static void add_fields(struct pdf_update *u)
{
	struct pdf_new_sigfield mine = { .name = "Mine" }, theirs = { .name = "Theirs" };
	struct pdf_ref ref;

	assert_ok(pdf_form_add_sigfield(u, &mine, &ref, NULL));
	assert_ok(pdf_form_add_sigfield(u, &theirs, &ref, NULL));
}

/* Whatever a program may write there, signature or not. */
static void spoil(struct fixture *f, struct pdf_update *u, const struct adding *a)
{
	const struct pdf_field *fields, *field;
	struct pdf_dict_builder b;
	struct pdf_obj spoilt;
	size_t n;

	assert_ok(pdf_form_fields(pdf_update_doc(u), f->mem, &fields, &n, NULL));
	assert_true(pdf_form_find(fields, n, a->spoilt, &field));
	b = pdf_dict_copy(pdf_update_mem(u), field->dict);
	pdf_dict_set(&b, "V", *a->value);
	spoilt = pdf_dict_obj(&b);
	assert_ok(pdf_update_set(u, field->ref, &spoilt, NULL));
}

static struct bytes joined(struct fixture *f, struct bytes file, const struct pdf_tail *t)
{
	unsigned char *all = arena_alloc(f->mem, file.len + t->len);

	memcpy(all, file.data, file.len);
	memcpy(all + file.len, t->data, t->len);
	return BYTES(all, file.len + t->len);
}

static void sign(struct fixture *f, struct pdf_update *u, const struct adding *a,
		 struct pdf_tail *out)
{
	const struct pades_request rq = {
		.field = a->sign,
		.new_field = a->fresh,
		.certify = a->certify,
		.place.lock = { .action = a->lock, .fields = &a->locked, .n = a->locked != NULL },
		.place.rect = { 100, 100, a->visible ? 200 : 100, a->visible ? 120 : 100 },
		.time = 1795000000000,
	};
	struct pades_signed result;
	struct error e;

	if (pades_sign(u, &rq, f->signer, NULL, f->mem, out, &result, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

static struct bytes add(struct fixture *f, struct bytes file, const struct adding *a)
{
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_update *u;
	struct pdf_tail t;
	struct pdf_doc *d;

	assert_ok(pdf_doc_open(&src, f->mem, NULL, &d, NULL));
	d->begin = a->begin;
	assert_ok(pdf_update_begin(d, f->mem, &u, NULL));
	if (a->turn)
		turn_page(u);
	if (a->fields)
		add_fields(u);
	if (a->spoilt)
		spoil(f, u, a);
	if (a->sign)
		sign(f, u, a, &t);
	else
		assert_ok(pdf_update_finish(u, &t, NULL));
	return joined(f, file, &t);
}

static int make(void **state)
{
	const struct adding certified = { .sign = "Sent", .fresh = 1, .certify = 2, .fields = 1 };
	struct fixture *f = test_calloc(1, sizeof(*f));
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };

	f->mem = arena_new(0);
	f->cert = pki_make(PKI_SIGNER, "Signer", PKEY_P256, NULL, f->mem);
	assert_ok(signer_file_new(f->cert.key, alg, &f->cert.der, 1, &f->signer, NULL));
	f->base = add(f, BYTES_LIT(document), &certified);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	signer_free(f->signer);
	arena_free(f->mem);
	test_free(f);
	return 0;
}

static enum err judge(struct fixture *f, struct bytes file, struct signed_update *out,
		      enum signed_update_fault *why)
{
	struct pdf_source src = pdf_source_memory(file);
	const struct signed_update_request rq = {
		.file = &src, .base = f->base.len, .field = "Mine", .in_field = f->in_field,
		.at = 1795000000000
	};
	struct error e;

	return signed_update_read(&rq, f->mem, out, why, &e);
}

static void must_refuse(struct fixture *f, struct bytes file, enum signed_update_fault want)
{
	enum signed_update_fault why = want;
	struct signed_update u;

	assert_int_equal(judge(f, file, &u, &why), ERR_BAD_SIG);
	assert_string_equal(signed_update_fault_code(why), signed_update_fault_code(want));
}

static void must_take(struct fixture *f, struct bytes file, const char *field)
{
	enum signed_update_fault why;
	unsigned char hash[DIGEST_MAX];
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	struct signed_update u;

	assert_ok(judge(f, file, &u, &why));
	assert_string_equal(u.field, field);
	assert_string_equal(u.algorithm, "ecdsa-p256-sha256");
	assert_string_equal(u.sub_filter, "ETSI.CAdES.detached");
	assert_true(bytes_eq(u.certificate, f->cert.der));
	assert_ok(pkey_verify(f->cert.key, alg, digest_of(DIGEST_SHA256, u.signed_attrs, hash),
			      u.signature, NULL));
	assert_int_equal(u.document_digest.len, 32);
}

static void one_signature_in_the_own_or_a_new_field_is_taken(void **state)
{
	struct fixture *f = *state;

	must_take(f, add(f, f->base, &(struct adding){ .sign = "Mine" }), "Mine");
	must_take(f, add(f, f->base, &(struct adding){ .sign = "Other", .fresh = 1 }), "Other");
}

static void what_is_not_one_signature_is_refused(void **state)
{
	struct fixture *f = *state;
	struct bytes one = add(f, f->base, &(struct adding){ .sign = "Mine" });
	struct bytes plain = add(f, f->base, &(struct adding){ .turn = 1 });
	struct bytes more = BYTES(arena_alloc(f->mem, one.len + 3), one.len + 3);

	must_refuse(f, f->base, SIGNED_UPDATE_UNSIGNED);
	must_refuse(f, plain, SIGNED_UPDATE_UNSIGNED);
	must_refuse(f, add(f, one, &(struct adding){ .sign = "Again", .fresh = 1 }),
		    SIGNED_UPDATE_MANY);
	must_refuse(f, add(f, plain, &(struct adding){ .sign = "Mine" }), SIGNED_UPDATE_MANY);
	must_refuse(f, bytes_slice(one, 0, one.len - 40), SIGNED_UPDATE_UNREADABLE);
	must_refuse(f, BYTES_LIT("a letter"), SIGNED_UPDATE_UNREADABLE);
	memcpy((unsigned char *)more.data, one.data, one.len);
	memcpy((unsigned char *)more.data + one.len, "\n\n\n", 3);
	must_refuse(f, more, SIGNED_UPDATE_PARTIAL);
}

static void a_signature_that_brings_something_else_is_refused(void **state)
{
	struct fixture *f = *state;

	must_refuse(f, add(f, f->base, &(struct adding){ .sign = "Theirs" }), SIGNED_UPDATE_FIELD);
	must_refuse(f, add(f, f->base, &(struct adding){ .sign = "Mine", .turn = 1 }),
		    SIGNED_UPDATE_CHANGED);
	must_refuse(f,
		    add(f, f->base,
			&(struct adding){ .sign = "New", .fresh = 1, .lock = PDF_LOCK_ALL }),
		    SIGNED_UPDATE_LOCKS);
	must_refuse(f,
		    add(f, f->base,
			&(struct adding){ .sign = "New",
					  .fresh = 1,
					  .lock = PDF_LOCK_INCLUDE,
					  .locked = "Theirs" }),
		    SIGNED_UPDATE_LOCKS);
	must_refuse(f,
		    add(f, f->base,
			&(struct adding){ .sign = "New",
					  .fresh = 1,
					  .lock = PDF_LOCK_EXCLUDE,
					  .locked = "Theirs" }),
		    SIGNED_UPDATE_LOCKS);
	must_take(
		f,
		add(f, f->base,
		    &(struct adding){
			    .sign = "New", .fresh = 1, .lock = PDF_LOCK_INCLUDE, .locked = "New" }),
		"New");
}

static void a_new_field_shows_nothing_and_has_no_name_of_ours(void **state)
{
	struct fixture *f = *state;
	const struct adding visible = { .sign = "New", .fresh = 1, .visible = 1 };
	const struct adding ours = { .sign = "SkySign_Close_0123456789abcdef", .fresh = 1 };
	const struct adding plain = { .sign = "Sent", .fresh = 1, .fields = 1 };
	struct bytes certified = f->base;

	must_refuse(f, add(f, f->base, &visible), SIGNED_UPDATE_VISIBLE);
	must_refuse(f, add(f, f->base, &ours), SIGNED_UPDATE_FIELD);
	f->base = add(f, BYTES_LIT(document), &plain); /* no certification forbids it there */
	must_refuse(f, add(f, f->base, &visible), SIGNED_UPDATE_VISIBLE);
	f->base = certified;
}

/* Nobody has signed it, so that no signature's eyes see what an update does to it. */
static void of_a_document_that_nobody_signed_the_update_is_compared_too(void **state)
{
	struct fixture *f = *state;
	const struct adding fields = { .fields = 1 }, mine = { .sign = "Mine" };
	const struct adding turned = { .sign = "Mine", .turn = 1 };
	const struct adding fresh = { .sign = "New", .fresh = 1 };
	const struct adding visible = { .sign = "New", .fresh = 1, .visible = 1 };
	const struct adding certifies = { .sign = "Mine", .certify = 2 };

	f->base = add(f, BYTES_LIT(document), &fields);
	must_take(f, add(f, f->base, &mine), "Mine");
	must_take(f, add(f, f->base, &fresh), "New");
	must_refuse(f, add(f, f->base, &turned), SIGNED_UPDATE_CHANGED);
	must_refuse(f, add(f, f->base, &visible), SIGNED_UPDATE_VISIBLE);
	must_refuse(f, add(f, f->base, &certifies), SIGNED_UPDATE_LOCKS);
}

/* Where the locks of the form are all that keeps the document, a field without them is none. */
static void the_own_field_is_asked_for_where_there_is_one(void **state)
{
	struct fixture *f = *state;
	const struct adding fields = { .fields = 1 }, mine = { .sign = "Mine" };
	const struct adding fresh = { .sign = "New", .fresh = 1 }, other = { .sign = "Theirs" };

	f->in_field = 1;
	f->base = add(f, BYTES_LIT(document), &fields);
	must_take(f, add(f, f->base, &mine), "Mine");
	must_refuse(f, add(f, f->base, &fresh), SIGNED_UPDATE_OWN_FIELD);
	must_refuse(f, add(f, f->base, &other), SIGNED_UPDATE_FIELD);
	f->base = add(f, BYTES_LIT(document), &(struct adding){ .sign = "Before", .fresh = 1 });
	must_take(f, add(f, f->base, &fresh), "New"); /* it came signed: no field was made for anybody */
}

/* Readers would forget the newest revision, and who signed it. */
static void an_update_of_an_older_revision_is_refused(void **state)
{
	static const char update[] =
		"xref\n0 1\n0000000000 65535 f \n"
		"trailer\n<< /Size 9 /Root 1 0 R /Prev 186 >>\nstartxref\n%zu\n%%%%EOF\n";
	struct fixture *f = *state;
	char *file = arena_alloc(f->mem, f->base.len + sizeof(update) + 20);
	int n;

	memcpy(file, f->base.data, f->base.len);
	n = snprintf(file + f->base.len, sizeof(update) + 20, update, f->base.len);
	must_refuse(f, BYTES(file, f->base.len + (size_t)n), SIGNED_UPDATE_CHANGED);
}

static void must_not_take(struct fixture *f, struct bytes file)
{
	enum signed_update_fault why;
	struct signed_update u;

	assert_int_equal(judge(f, file, &u, &why), ERR_BAD_SIG);
}

static uint32_t size_of(struct fixture *f, struct bytes file)
{
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_doc *d;

	assert_ok(pdf_doc_open(&src, f->mem, NULL, &d, NULL));
	return pdf_doc_size(d);
}

/* Nobody is trusted here: what is whole is said to be INDETERMINATE. */
static _Bool is_signed(struct fixture *f, struct bytes file, const char *field)
{
	struct pdf_source src = pdf_source_memory(file);
	const struct validate_options o = { .at = 1795000000000 };
	struct validate_report r = validate_file(&src, &o, f->mem);

	for (size_t i = 0; i < r.n; i++)
		if (!strcmp(r.signatures[i].field, field) && r.signatures[i].indication != IND_FAILED)
			return 1;
	return 0;
}

/* Whoever defines later what the other party's field refers to would have signed it. */
static void a_value_of_another_field_that_is_nothing_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t size = size_of(f, f->base);
	const struct pdf_obj others[] = { pdf_int(5), { .kind = PDF_DICT }, { .kind = PDF_ARRAY } };
	const struct adding plain = { .fields = 1 };
	struct bytes bases[] = { f->base, add(f, BYTES_LIT(document), &plain) };

	for (size_t b = 0; b < COUNT_OF(bases); b++) {
		f->base = bases[b];
		/* all that is there, the update's own objects, and what /Size says is not used */
		for (uint32_t num = 1; num < size + 8; num++) {
			struct pdf_obj ref = { .kind = PDF_REF, .u.ref.num = num };
			const struct adding a = { .sign = "Mine", .spoilt = "Theirs", .value = &ref };
			struct bytes file = add(f, f->base, &a);

			must_not_take(f, file);
			assert_false(is_signed(f, file, "Theirs"));
		}
		for (size_t i = 0; i < COUNT_OF(others); i++)
			must_not_take(f, add(f, f->base,
					     &(struct adding){ .sign = "Mine",
							       .spoilt = "Theirs",
							       .value = &others[i] }));
	}
	f->base = bases[0];
}

/* The same as no value: the field is empty still, and its owner signs it. */
static void a_null_value_signs_nothing(void **state)
{
	static const struct pdf_obj null = { .kind = PDF_NULL };
	struct fixture *f = *state;
	const struct adding a = { .sign = "Mine", .spoilt = "Theirs", .value = &null };
	struct bytes file = add(f, f->base, &a);

	must_take(f, file, "Mine");
	assert_false(is_signed(f, file, "Theirs"));
	assert_true(is_signed(f, add(f, file, &(struct adding){ .sign = "Theirs" }), "Theirs"));
	must_refuse(f, add(f, f->base, &(struct adding){ .spoilt = "Mine", .value = &null }),
		    SIGNED_UPDATE_UNSIGNED);
}

/* What is handed out is prepared so that a field refers to nothing: no update may make it refer to
 * something, be it by chance. */
static void of_a_field_prepared_with_nothing_no_signature_is_taken(void **state)
{
	const struct pdf_obj unused = { .kind = PDF_REF, .u.ref.num = 900 };
	struct fixture *f = *state;
	const struct adding fields = { .fields = 1 };
	struct bytes base = add(f, BYTES_LIT(document), &fields);
	uint32_t size = size_of(f, base);

	for (uint32_t num = size; num < size + 8; num++) {
		struct pdf_obj ref = { .kind = PDF_REF, .u.ref.num = num };
		struct bytes file;

		f->base = add(f, base, &(struct adding){ .spoilt = "Theirs", .value = &ref });
		file = add(f, f->base, &(struct adding){ .sign = "Mine", .begin = size });
		if (size_of(f, file) > num)
			must_not_take(f, file);
		assert_false(is_signed(f, file, "Theirs"));
	}
	f->base = add(f, base, &(struct adding){ .spoilt = "Mine", .value = &unused });
	must_refuse(f, add(f, f->base, &(struct adding){ .sign = "Mine" }), SIGNED_UPDATE_CHANGED);
}

/* What others have still to add needs numbers. */
static void one_that_takes_the_last_numbers_is_refused(void **state)
{
	struct fixture *f = *state;
	uint32_t last = pdf_limits_default.objects;
	const struct adding early = { .sign = "Mine", .begin = last / 2 };
	const struct adding late = { .sign = "Mine", .begin = last - 10 };

	must_take(f, add(f, f->base, &early), "Mine");
	must_refuse(f, add(f, f->base, &late), SIGNED_UPDATE_CHANGED);
}

/* Before the signature's value: dictionary, field, catalog, whatever a reader goes by. */
static void a_changed_byte_is_never_taken(void **state)
{
	struct fixture *f = *state;
	struct bytes one = add(f, f->base, &(struct adding){ .sign = "Mine" });
	unsigned char *copy = arena_alloc(f->mem, one.len);
	const unsigned char *hole =
		memmem(one.data + f->base.len, one.len - f->base.len, "/Contents", 9);

	assert_non_null(hole);
	for (size_t i = f->base.len; i < (size_t)(hole - one.data); i += 7) {
		AUTO(arena) struct arena *mem = arena_new(0);
		struct fixture g = *f;
		enum signed_update_fault why;
		struct signed_update u;

		g.mem = mem;
		memcpy(copy, one.data, one.len);
		copy[i] ^= 1;
		if (judge(&g, BYTES(copy, one.len), &u, &why) != ERR_BAD_SIG)
			fail_msg("the byte at %zu", i);
	}
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, make, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FIXTURE(one_signature_in_the_own_or_a_new_field_is_taken),
		WITH_FIXTURE(what_is_not_one_signature_is_refused),
		WITH_FIXTURE(a_signature_that_brings_something_else_is_refused),
		WITH_FIXTURE(a_new_field_shows_nothing_and_has_no_name_of_ours),
		WITH_FIXTURE(of_a_document_that_nobody_signed_the_update_is_compared_too),
		WITH_FIXTURE(the_own_field_is_asked_for_where_there_is_one),
		WITH_FIXTURE(an_update_of_an_older_revision_is_refused),
		WITH_FIXTURE(a_value_of_another_field_that_is_nothing_is_refused),
		WITH_FIXTURE(a_null_value_signs_nothing),
		WITH_FIXTURE(of_a_field_prepared_with_nothing_no_signature_is_taken),
		WITH_FIXTURE(one_that_takes_the_last_numbers_is_refused),
		WITH_FIXTURE(a_changed_byte_is_never_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
