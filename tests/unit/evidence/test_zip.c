#include "../test.h"
#include "base/buf.h"
#include "evidence/zip.h"

static enum err keep(void *ctx, struct bytes piece, struct error *e)
{
	(void)e;
	buf_append(ctx, piece);
	return ERR_OK;
}

static enum err refuse(void *ctx, struct bytes piece, struct error *e)
{
	(void)ctx;
	(void)piece;
	return error_set(e, ERR_NO_SPACE, "the disk is full");
}

static void make(struct buf *out)
{
	AUTO(zip) struct zip *z = NULL;
	struct error e;

	if (zip_new(keep, out, &z, &e))
		fail_msg("%s", e.msg);
	if (zip_add(z, "文書/契約書.pdf", BYTES_LIT("%PDF-1.7 …"), &e))
		fail_msg("%s", e.msg);
	assert_ok(zip_begin(z, "二つ.txt", 6, NULL));
	assert_ok(zip_data(z, BYTES_LIT("abc"), NULL));
	assert_ok(zip_data(z, BYTES_LIT("def"), NULL));
	if (zip_end(z, &e))
		fail_msg("%s", e.msg);
}

static void the_same_content_is_the_same_bytes(void **state)
{
	AUTO(buf) struct buf a = { 0 };
	AUTO(buf) struct buf b = { 0 };

	(void)state;
	make(&a);
	make(&b);
	assert_true(a.len > 100 && bytes_eq(buf_bytes(&a), buf_bytes(&b)));
	assert_memory_equal(a.data, "PK\3\4", 4);
	/* general purpose bit 11: the name is UTF-8 */
	assert_true(a.data[7] & 0x08);
	assert_int_not_equal(bytes_find(buf_bytes(&a), BYTES_LIT("文書/契約書.pdf"), 0), SIZE_MAX);
	assert_int_not_equal(bytes_find(buf_bytes(&a), BYTES_LIT("SHA256SUMS"), 0), SIZE_MAX);
}

static void an_entry_has_the_size_that_was_announced(void **state)
{
	AUTO(buf) struct buf out = { 0 };
	AUTO(zip) struct zip *z = NULL;

	(void)state;
	assert_ok(zip_new(keep, &out, &z, NULL));
	assert_ok(zip_begin(z, "a", 2, NULL));
	assert_int_equal(zip_data(z, BYTES_LIT("abc"), NULL), ERR_INTERNAL);
	assert_int_equal(zip_begin(z, "b", 1, NULL), ERR_INTERNAL);
}

static void the_sinks_failure_comes_through(void **state)
{
	AUTO(zip) struct zip *z = NULL;
	enum err rc;

	(void)state;
	assert_ok(zip_new(refuse, NULL, &z, NULL));
	rc = zip_add(z, "a", BYTES_LIT("abc"), NULL);
	if (rc == ERR_OK)
		rc = zip_end(z, NULL);
	assert_int_equal(rc, ERR_NO_SPACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_content_is_the_same_bytes),
		cmocka_unit_test(an_entry_has_the_size_that_was_announced),
		cmocka_unit_test(the_sinks_failure_comes_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
