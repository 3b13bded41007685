/* Files of tests/data/encrypted, as qpdf made them, and what is made out of their parts. */
#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include "make.h"
#include "pdf/history.h"
#include "pdf/index.h"
#include "pdf/update.h"
#include "sig/validate/ciphers.h"

enum { PATH = 512, DICT_NUM = 7, INFO_NUM = 2 };

static const struct pdf_open_options with_ciphers = { .ciphers = &sig_pdf_ciphers };

static void read_file(const char *name, struct buf *out)
{
	const char *folder = getenv("TEST_DATA");
	unsigned char piece[4096];
	char path[PATH];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/encrypted/%s.pdf", folder ? folder : "tests/data", name);
	f = fopen(path, "rb");
	if (!f)
		fail_msg("%s cannot be read", path);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_append(out, BYTES(piece, n));
	fclose(f);
}

static enum err open_bytes(struct bytes file, struct arena *mem, struct pdf_doc **out,
			   struct error *e)
{
	struct pdf_source src = pdf_source_memory(file);

	return pdf_doc_open_with(&src, &with_ciphers, mem, out, e);
}

static enum err read_range(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	(void)e;
	memcpy(out, ((const struct buf *)ctx)->data + off, len);
	return ERR_OK;
}

static void assert_string(const struct pdf_obj *o, const char *text)
{
	assert_non_null(o);
	assert_int_equal(o->kind, PDF_STRING);
	assert_true(bytes_eq_str(o->u.text, text));
}

static void assert_stream(struct pdf_doc *d, const struct pdf_obj *o, struct arena *mem,
			  const char *text)
{
	struct bytes data;

	assert_ok(pdf_doc_stream_data(d, o, mem, &data, NULL));
	assert_true(bytes_eq_str(data, text));
}

/* What make.sh put in: strings and streams, at every depth and in object streams. */
static void assert_content(struct pdf_doc *d, struct arena *mem)
{
	const struct pdf_obj *o, *root;
	struct pdf_page page;

	assert_ok(pdf_doc_get(d, pdf_doc_trailer(d), "Info", &o, NULL));
	assert_string(pdf_dict_get(o, "Title"), "A title");
	assert_ok(pdf_doc_page(d, 0, &page, NULL));
	o = pdf_dict_get(page.dict, "Annots");
	assert_string(pdf_dict_get(&o->u.array.items[0], "Contents"), "note");
	assert_string(pdf_dict_get(&o->u.array.items[0], "T"), "");
	assert_ok(pdf_doc_get(d, page.dict, "Contents", &o, NULL));
	assert_stream(d, o, mem, "0 0 10 10 re f");
	assert_ok(pdf_doc_get(d, pdf_doc_trailer(d), "Root", &root, NULL));
	assert_ok(pdf_doc_get(d, root, "Metadata", &o, NULL));
	assert_stream(d, o, mem, "<x>meta</x>");
}

static const struct {
	const char *file, *name;
} files[] = {
	{ "rc4-40", "RC4-40" },
	{ "rc4-128", "RC4-128" },
	{ "rc4-128-v4", "RC4-128" },
	{ "rc4-128-objstm", "RC4-128" },
	{ "aes-128", "AES-128" },
	{ "aes-128-metadata", "AES-128" },
	{ "aes-256-r5", "AES-256" },
	{ "aes-256", "AES-256" },
	{ "aes-256-metadata", "AES-256" },
	{ "aes-256-objstm", "AES-256" },
	{ "aes-256-linearized", "AES-256" },
};

static void every_algorithm_is_read_with_the_empty_password(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(buf) struct buf file = { 0 };
		struct pdf_source ranged = { .read = read_range, .ctx = &file };
		struct pdf_doc *d, *older;
		struct error e = { 0 };

		read_file(files[i].file, &file);
		if (open_bytes(buf_bytes(&file), mem, &d, &e) != ERR_OK)
			fail_msg("%s: %s", files[i].file, e.msg);
		assert_string_equal(pdf_doc_encryption(d), files[i].name);
		assert_content(d, mem);
		assert_ok(pdf_doc_open_revision(d, 0, mem, &older, &e));
		assert_content(older, mem);
		assert_ok(pdf_doc_open_prefix(d, file.len, mem, &older, &e));
		assert_content(older, mem);
		ranged.size = file.len;
		assert_ok(pdf_doc_open_with(&ranged, &with_ciphers, mem, &d, &e));
		assert_content(d, mem);
	}
}

static void without_ciphers_they_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(buf) struct buf file = { 0 };
		struct pdf_source src;
		struct pdf_doc *d;

		read_file(files[i].file, &file);
		src = pdf_source_memory(buf_bytes(&file));
		assert_int_equal(pdf_doc_open(&src, mem, NULL, &d, NULL), ERR_PDF_ENCRYPTED);
	}
}

static void a_file_that_needs_a_password_says_so(void **state)
{
	static const char *const names[] = { "aes-256-password", "rc4-128-password" };
	(void)state;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(buf) struct buf file = { 0 };
		struct pdf_doc *d;
		struct error e;

		read_file(names[i], &file);
		assert_int_equal(open_bytes(buf_bytes(&file), mem, &d, &e), ERR_PDF_ENCRYPTED);
		assert_non_null(strstr(e.msg, "password is needed"));
	}
}

static void every_limit_of_memory_is_kept(void **state)
{
	AUTO(buf) struct buf file = { 0 };
	enum err rc = ERR_PDF_LIMIT;
	(void)state;

	read_file("aes-256-objstm", &file);
	for (size_t limit = 1024; rc != ERR_OK; limit += 512) {
		AUTO(arena) struct arena *mem = arena_new(limit);
		struct pdf_doc *d;

		rc = open_bytes(buf_bytes(&file), mem, &d, NULL);
		assert_true(rc == ERR_OK || rc == ERR_PDF_LIMIT);
	}
}

/* Parts of a real file: its encryption dictionary and its /Info, numbers kept, since they are
 * part of the key. */
struct parts {
	struct buf dict, info;
	const char *trailer;
};

static void parts_done(struct parts *p)
{
	buf_done(&p->dict);
	buf_done(&p->info);
}
DEFINE_AUTO_DONE(parts, struct parts)

static void take_object(struct bytes file, unsigned num, struct buf *out)
{
	char head[32];
	size_t from, to;

	snprintf(head, sizeof(head), "\n%u 0 obj\n", num);
	from = bytes_find(file, bytes_of_str(head), 0);
	to = bytes_find(file, BYTES_LIT("\nendobj"), from);
	assert_true(from < to && to != SIZE_MAX);
	from += strlen(head);
	buf_append(out, bytes_slice(file, from, to - from));
}

static void take_parts(const char *name, struct parts *p)
{
	AUTO(buf) struct buf file = { 0 };

	read_file(name, &file);
	take_object(buf_bytes(&file), DICT_NUM, &p->dict);
	take_object(buf_bytes(&file), INFO_NUM, &p->info);
	p->trailer = "/Encrypt 7 0 R/ID[<31415926535897932384626433832795><00>]";
}

static void replace(struct buf *in, const char *from, const char *to)
{
	size_t at = bytes_find(buf_bytes(in), bytes_of_str(from), 0);
	struct buf out = { 0 };

	if (at == SIZE_MAX)
		fail_msg("\"%s\" is not there", from);
	buf_append(&out, bytes_slice(buf_bytes(in), 0, at));
	buf_append_str(&out, to);
	buf_append(&out, bytes_slice(buf_bytes(in), at + strlen(from), in->len));
	buf_done(in);
	*in = out;
}

/* Objects 1, 3 and 5 are the page; 2 is as in the file it came from, more are the caller's. */
static void start(struct make *m, struct parts *p)
{
	make_header(m);
	make_object(m, 1, "<</Type/Catalog/Pages 3 0 R>>");
	make_object(m, INFO_NUM, buf_cstr(&p->info));
	make_object(m, 3, "<</Type/Pages/Kids[5 0 R]/Count 1/MediaBox[0 0 9 9]>>");
	make_object(m, 5, "<</Type/Page/Parent 3 0 R>>");
	make_object(m, DICT_NUM, buf_cstr(&p->dict));
}

static enum err open_make(struct make *m, struct arena *mem, struct pdf_doc **d, struct error *e)
{
	return open_bytes(make_bytes(m), mem, d, e);
}

static void assert_title(struct make *m)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	const struct pdf_obj *info;
	struct error e = { 0 };
	struct pdf_doc *d;

	if (open_make(m, mem, &d, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_ok(pdf_doc_object(d, INFO_NUM, &info, NULL));
	assert_string(pdf_dict_get(info, "Title"), "A title");
}

static void a_sound_dictionary_may_be_written_in_other_ways(void **state)
{
	static const struct {
		const char *file, *from, *to;
	} rows[] = {
		{ "rc4-128", "/Filter", "/Filter" },
		{ "rc4-128", "/P -4", "/P 4294967292" }, /* unsigned */
		{ "rc4-128", "/Length 128", "/Length 128/SubFilter/X" },
		{ "rc4-40", "/Length 40", "" },
		{ "rc4-40", "/Length 40", "/Length 128" }, /* means nothing in version 1 */
		{ "aes-128", "/Length 128", "" },
		{ "aes-128", "/Length 128", "/Length 40" }, /* wrong, but /U tells */
		{ "aes-128", "/Length 16", "/Length 128" }, /* bits or bytes */
		{ "aes-128", "/StmF /StdCF", "/StmF /Identity" },
		{ "aes-128", "/StmF /StdCF", "/StmF /StdCF/EFF /Identity/EncryptMetadata true" },
		{ "aes-256", "/OE", "/Recipients null/OE" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };

		take_parts(rows[i].file, &p);
		replace(&p.dict, rows[i].from, rows[i].to);
		start(&m, &p);
		make_table(&m, 8, p.trailer);
		assert_title(&m);
	}
}

/* Adobe's own products fill /O and /U of revision 5 up to 127 bytes. */
static void zeros_after_the_secrets_of_aes_256_are_no_harm(void **state)
{
	for (int good = 0; good < 2; good++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		struct pdf_doc *d;
		struct error e;

		take_parts("aes-256-r5", &p);
		replace(&p.dict, "> /UE", good ? "0000000000> /UE" : "0000000001> /UE");
		start(&m, &p);
		make_table(&m, 8, p.trailer);
		if (good) {
			assert_title(&m);
			continue;
		}
		assert_int_equal(open_make(&m, mem, &d, &e), ERR_PDF_DAMAGED);
		assert_non_null(strstr(e.msg, "/U of /Encrypt"));
	}
	(void)state;
}

static void each_flaw_of_the_dictionary_is_refused_with_its_cause(void **state)
{
	static const struct {
		const char *file, *from, *to;
		enum err rc;
		const char *says;
	} rows[] = {
		{ "rc4-128", "/Standard", "/Adobe.PubSec", ERR_UNSUPPORTED, "/Adobe.PubSec" },
		{ "rc4-128", "/Filter /Standard", "", ERR_PDF_DAMAGED, "/Filter" },
		{ "rc4-128", "/V 2", "/V 3", ERR_UNSUPPORTED, "/V 3 /R 3" },
		{ "rc4-128", "/V 2", "/V 2.0", ERR_PDF_DAMAGED, "/V of" },
		{ "rc4-128", "/R 3", "/R 9", ERR_UNSUPPORTED, "/V 2 /R 9" },
		{ "rc4-128", "/R 3", "/R 2", ERR_UNSUPPORTED, "/V 2 /R 2" },
		{ "rc4-128", "/R 3", "", ERR_UNSUPPORTED, "/R 0" },
		{ "rc4-128", "/Length 128", "/Length 127", ERR_PDF_DAMAGED, "/Length" },
		{ "rc4-128", "/Length 128", "/Length 136", ERR_PDF_DAMAGED, "/Length" },
		{ "rc4-128", "/Length 128", "/Length 32", ERR_PDF_DAMAGED, "/Length" },
		{ "rc4-128", "/Length 128", "/Length -128", ERR_PDF_DAMAGED, "/Length" },
		{ "rc4-128", "/Length 128", "/Length 120", ERR_PDF_ENCRYPTED, "password" },
		{ "rc4-128", "/P -4", "/P -5", ERR_PDF_ENCRYPTED, "password" },
		{ "rc4-128", "/P -4", "/P 4294967296", ERR_PDF_DAMAGED, "/P of" },
		{ "rc4-128", "/P -4", "", ERR_PDF_DAMAGED, "/P of" },
		{ "rc4-128", "/O <56", "/O <57", ERR_PDF_ENCRYPTED, "password" },
		{ "rc4-128", "/O <56", "/O <", ERR_PDF_DAMAGED, "/O of" },
		{ "rc4-128", "/O <56", "/O <5600", ERR_PDF_DAMAGED, "/O of" },
		{ "rc4-128", "/O <56", "/O 5 0 R/X <56", ERR_PDF_DAMAGED, "/O of" },
		{ "rc4-128", "/U <e2", "/U <e3", ERR_PDF_ENCRYPTED, "password" },
		{ "aes-128", "/CFM /AESV2", "/CFM /AESV9", ERR_UNSUPPORTED, "/CFM" },
		{ "aes-128", "/CFM /AESV2", "/CFM /AESV3", ERR_UNSUPPORTED, "/CFM" },
		{ "aes-128", "/CFM /AESV2", "/CFM /None", ERR_UNSUPPORTED, "/CFM" },
		{ "aes-128", "/CFM /AESV2", "", ERR_UNSUPPORTED, "/CFM" },
		{ "aes-128", "/StmF /StdCF", "/StmF /Other", ERR_PDF_DAMAGED, "crypt filter" },
		{ "aes-128", "/StmF /StdCF", "/StmF (StdCF)", ERR_PDF_DAMAGED, "/StmF" },
		{ "aes-128", "/CF <<", "/XF <<", ERR_PDF_DAMAGED, "crypt filter" },
		{ "aes-128", "/StrF", "/EncryptMetadata false/StrF", ERR_PDF_ENCRYPTED,
		  "password" },
		{ "aes-256", "/CFM /AESV3", "/CFM /AESV2", ERR_UNSUPPORTED, "/CFM" },
		{ "aes-256", "/P -4", "/P -8", ERR_PDF_DAMAGED, "/Perms" },
		{ "aes-256", "/StrF", "/EncryptMetadata false/StrF", ERR_PDF_DAMAGED, "/Perms" },
		{ "aes-256", "/Perms <", "/Perms <00> /Q <", ERR_PDF_DAMAGED, "/Perms of" },
		{ "aes-256", "/UE <", "/UE <00", ERR_PDF_DAMAGED, "/UE of" },
		{ "aes-256", "/OE <", "/OE <00", ERR_PDF_DAMAGED, "/OE of" },
		{ "aes-256", "/R 6", "/R 5", ERR_PDF_ENCRYPTED, "password" },
		{ "aes-256", "/R 6", "/R 7", ERR_UNSUPPORTED, "/R 7" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		struct error e = { 0 };
		struct pdf_doc *d;
		enum err rc;

		take_parts(rows[i].file, &p);
		replace(&p.dict, rows[i].from, rows[i].to);
		start(&m, &p);
		make_table(&m, 8, p.trailer);
		rc = open_make(&m, mem, &d, &e);
		if (rc != rows[i].rc || !strstr(e.msg, rows[i].says))
			fail_msg("%s, %s: %s: %s", rows[i].file, rows[i].to, err_name(rc), e.msg);
	}
}

static void each_flaw_of_the_trailer_is_refused(void **state)
{
	static const struct {
		const char *trailer;
		enum err rc;
	} rows[] = {
		{ "/Encrypt 7 0 R", ERR_PDF_ENCRYPTED }, /* the key needs the /ID */
		{ "/Encrypt 7 0 R/ID[<00><00>]", ERR_PDF_ENCRYPTED },
		{ "/Encrypt 7 0 R/ID[7 0 R]", ERR_PDF_DAMAGED },
		{ "/Encrypt 7 0 R/ID 7 0 R", ERR_PDF_DAMAGED },
		{ "/Encrypt 7 1 R", ERR_PDF_DAMAGED },
		{ "/Encrypt 6 0 R", ERR_PDF_DAMAGED },
		{ "/Encrypt 600 0 R", ERR_PDF_DAMAGED },
		{ "/Encrypt[7 0 R]", ERR_PDF_DAMAGED },
		{ "/Encrypt<<>>", ERR_PDF_DAMAGED },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		struct pdf_doc *d;

		take_parts("rc4-128", &p);
		start(&m, &p);
		make_table(&m, 8, rows[i].trailer);
		assert_int_equal(open_make(&m, mem, &d, NULL), rows[i].rc);
	}
}

static void a_direct_dictionary_is_read_too(void **state)
{
	AUTO(parts) struct parts p = { 0 };
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf trailer = { 0 };
	(void)state;

	take_parts("aes-256", &p);
	buf_printf(&trailer, "/Encrypt %s", buf_cstr(&p.dict));
	start(&m, &p);
	make_table(&m, 8, buf_cstr(&trailer));
	assert_title(&m);
}

static void an_update_must_keep_the_dictionary(void **state)
{
	static const struct {
		const char *first, *second; /* trailers; NULL: the right one */
		const char *from, *to;	    /* object 7 in the update; NULL: not there */
		enum err rc;
	} rows[] = {
		{ NULL, "/Encrypt 7 0 R/ID[<31><00>]", NULL, NULL, ERR_PDF_DAMAGED },
		{ NULL, "/Encrypt 7 0 R", NULL, NULL, ERR_OK },
		{ NULL, NULL, NULL, NULL, ERR_OK },
		{ NULL, NULL, "/V", "/V", ERR_OK },
		{ NULL, NULL, "/Length 128", "/Length 128/X 1", ERR_PDF_DAMAGED },
		{ NULL, NULL, "/U <e2", "/U <e3", ERR_PDF_DAMAGED },
		{ NULL, "/Info 2 0 R", NULL, NULL, ERR_PDF_DAMAGED },
		{ NULL, "/Encrypt 2 0 R", NULL, NULL, ERR_PDF_DAMAGED },
		{ "/Info 2 0 R", NULL, NULL, NULL, ERR_PDF_DAMAGED },
		{ "/Info 2 0 R", NULL, "/V", "/V", ERR_PDF_DAMAGED },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		AUTO(buf) struct buf trailer = { 0 };
		struct error e = { 0 };
		struct pdf_doc *d;
		enum err rc;

		take_parts("rc4-128", &p);
		start(&m, &p);
		make_table(&m, 8, rows[i].first ? rows[i].first : p.trailer);
		make_object(&m, 6, "<<>>");
		if (rows[i].from) {
			replace(&p.dict, rows[i].from, rows[i].to);
			make_object(&m, DICT_NUM, buf_cstr(&p.dict));
		}
		buf_printf(&trailer, "%s/Prev %llu", rows[i].second ? rows[i].second : p.trailer,
			   (unsigned long long)m.section);
		make_table(&m, 8, buf_cstr(&trailer));
		rc = open_make(&m, mem, &d, &e);
		if (rc != rows[i].rc)
			fail_msg("row %zu: %s: %s", i, err_name(rc), e.msg);
		if (rc == ERR_OK)
			assert_title(&m);
		else
			assert_non_null(strstr(e.msg, "encrypted"));
	}
}

/* Number 7 too, which is never decrypted: its strings are no AES data. */
static void assert_view(struct pdf_doc *d, const struct pdf_obj *dict)
{
	const struct pdf_obj *o;

	assert_string_equal(pdf_doc_encryption(d), "AES-128");
	assert_ok(pdf_doc_object(d, INFO_NUM, &o, NULL));
	assert_string(pdf_dict_get(o, "Title"), "A title");
	assert_ok(pdf_doc_object(d, DICT_NUM, &o, NULL));
	assert_true(pdf_obj_equal(o, dict));
}

static void a_walk_through_the_revisions_decrypts_too(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	AUTO(pdf_history) struct pdf_history *h = NULL;
	AUTO(parts) struct parts p = { 0 };
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf trailer = { 0 };
	const struct pdf_obj *dict;
	struct pdf_doc *d;
	(void)state;

	take_parts("aes-128", &p);
	start(&m, &p);
	make_table(&m, 8, p.trailer);
	make_object(&m, INFO_NUM, buf_cstr(&p.info));
	buf_printf(&trailer, "%s/Prev %llu", p.trailer, (unsigned long long)m.section);
	make_table(&m, 8, buf_cstr(&trailer));
	assert_ok(open_make(&m, mem, &d, NULL));
	assert_ok(pdf_doc_object(d, DICT_NUM, &dict, NULL));
	assert_ok(pdf_history_new(d, 0, mem, &h, NULL));
	assert_view(pdf_history_doc(h), dict);
	assert_view(pdf_history_after(h), dict);
}

static void the_contents_of_a_signature_alone_stay_as_they_are(void **state)
{
	static const struct {
		const char *dict;
		_Bool kept;
	} rows[] = {
		{ "/Type/Sig/Contents%s", 1 },
		{ "/Type/DocTimeStamp/Contents%s", 1 },
		{ "/ByteRange[0 1 2 3]/Contents%s", 1 },
		{ "/Type/Annot/Contents%s", 0 },
		{ "/Contents%s", 0 },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		AUTO(buf) struct buf dict = { 0 };
		const struct pdf_obj *o, *contents;
		const char *hex, *format = rows[i].dict;
		struct pdf_doc *d;

		take_parts("aes-256", &p); /* one key for all numbers */
		hex = strchr(buf_cstr(&p.info), '<');
		hex = strchr(hex + 2, '<');
		buf_append_str(&dict, "<<");
		buf_append(&dict, bytes_slice(bytes_of_str(format), 0, strlen(format) - 2));
		buf_append(&dict, bytes_slice(bytes_of_str(hex), 0, 66));
		buf_append_str(&dict, "/Reason");
		buf_append(&dict, bytes_slice(bytes_of_str(hex), 0, 66));
		buf_append_str(&dict, ">>");
		start(&m, &p);
		make_object(&m, 6, buf_cstr(&dict));
		make_table(&m, 8, p.trailer);
		assert_ok(open_make(&m, mem, &d, NULL));
		assert_ok(pdf_doc_object(d, 6, &o, NULL));
		contents = pdf_dict_get(o, "Contents");
		assert_string(pdf_dict_get(o, "Reason"), "A title");
		assert_int_equal(contents->u.text.len, rows[i].kept ? 32 : strlen("A title"));
		/* where it stands is not touched */
		assert_true(contents->hex);
		assert_int_equal(contents->len, 66);
		assert_int_equal(contents->off, strlen("6 0 obj\n<<") + strlen(format) - 2);
	}
}

static void damaged_aes_data_are_refused_when_they_are_read(void **state)
{
	static const struct {
		const char *hex;
		enum err rc;
	} rows[] = {
		{ "", ERR_OK },
		{ "00", ERR_PDF_DAMAGED },
		{ "000102030405060708090a0b0c0d0e0f", ERR_OK }, /* empty */
		{ "000102030405060708090a0b0c0d0e0f00", ERR_PDF_DAMAGED },
		{ "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
		  ERR_PDF_DAMAGED }, /* no padding */
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		AUTO(buf) struct buf text = { 0 };
		unsigned char raw[64];
		const struct pdf_obj *o;
		struct bytes data;
		struct pdf_doc *d;

		take_parts("aes-128", &p);
		start(&m, &p);
		buf_printf(&text, "[<%s>]", rows[i].hex);
		make_object(&m, 6, buf_cstr(&text));
		assert_true(hex_decode(rows[i].hex, strlen(rows[i].hex), raw));
		make_stream(&m, 4, "", BYTES(raw, strlen(rows[i].hex) / 2));
		make_table(&m, 8, p.trailer);
		assert_ok(open_make(&m, mem, &d, NULL));
		assert_int_equal(pdf_doc_object(d, 6, &o, NULL), rows[i].rc);
		if (rows[i].rc == ERR_OK)
			assert_string(&o->u.array.items[0], "");
		assert_ok(pdf_doc_object(d, 4, &o, NULL));
		assert_int_equal(pdf_doc_stream_data(d, o, mem, &data, NULL), rows[i].rc);
	}
}

static void a_stream_may_have_its_own_crypt_filter(void **state)
{
	static const struct {
		const char *dict, *text; /* NULL: refused */
	} rows[] = {
		{ "/Filter/Crypt", "plain" },
		{ "/Filter/Crypt/DecodeParms<</Name/Identity>>", "plain" },
		{ "/Filter[/Crypt]/DecodeParms[<</Name/Identity>>]", "plain" },
		{ "/Filter[/Crypt/ASCIIHexDecode]/DecodeParms[<</Name/Identity>>null]", "" },
		{ "/Filter[/ASCIIHexDecode/Crypt]", NULL },
		{ "/Filter/Crypt/DecodeParms<</Name/Other>>", NULL },
		{ "/Filter/Crypt/DecodeParms<</Name 5>>", NULL },
		{ "/Filter/Crypt/DecodeParms<</Name/StdCF>>", NULL }, /* then it is no AES */
		{ "", NULL },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		const struct pdf_obj *o;
		struct bytes data;
		struct pdf_doc *d;

		take_parts("aes-128", &p);
		start(&m, &p);
		make_stream(&m, 4, rows[i].dict,
			    rows[i].text && !*rows[i].text ? BYTES_LIT(">") : BYTES_LIT("plain"));
		make_table(&m, 8, p.trailer);
		assert_ok(open_make(&m, mem, &d, NULL));
		assert_ok(pdf_doc_object(d, 4, &o, NULL));
		if (rows[i].text)
			assert_stream(d, o, mem, rows[i].text);
		else
			assert_int_equal(pdf_doc_stream_data(d, o, mem, &data, NULL),
					 ERR_PDF_DAMAGED);
	}
}

static void streams_by_kind_follow_their_own_entry(void **state)
{
	static const struct {
		const char *to, *dict;
	} rows[] = {
		{ "/StmF /Identity", "" },
		{ "/StmF /StdCF/EFF /Identity", "/Type/EmbeddedFile" },
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(16 << 20);
		AUTO(parts) struct parts p = { 0 };
		AUTO(make) struct make m = { 0 };
		const struct pdf_obj *o;
		struct pdf_doc *d;

		take_parts("aes-128", &p);
		replace(&p.dict, "/StmF /StdCF", rows[i].to);
		start(&m, &p);
		make_stream(&m, 4, rows[i].dict, BYTES_LIT("plain"));
		make_table(&m, 8, p.trailer);
		assert_ok(open_make(&m, mem, &d, NULL));
		assert_ok(pdf_doc_object(d, 4, &o, NULL));
		assert_stream(d, o, mem, "plain");
		assert_string_equal(pdf_doc_encryption(d), "AES-128");
	}
}

static void cross_reference_streams_are_never_encrypted(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	AUTO(buf) struct buf file = { 0 };
	const struct pdf_obj *o;
	struct bytes data;
	struct pdf_doc *d;
	unsigned found = 0;
	(void)state;

	read_file("rc4-128-objstm", &file);
	assert_ok(open_bytes(buf_bytes(&file), mem, &d, NULL));
	for (uint32_t num = 1; num < pdf_doc_size(d); num++) {
		assert_ok(pdf_doc_object(d, num, &o, NULL));
		if (!pdf_is_name(pdf_dict_get(o, "Type"), "XRef"))
			continue;
		found++;
		assert_ok(pdf_doc_stream_data(d, o, mem, &data, NULL));
		assert_true(pdf_obj_equal(pdf_dict_get(o, "ID"),
					  pdf_dict_get(pdf_doc_trailer(d), "ID")));
	}
	assert_int_equal(found, 1);
}

static void nothing_is_written_into_an_encrypted_file(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	AUTO(buf) struct buf file = { 0 };
	struct pdf_update *u;
	struct bytes index;
	struct pdf_doc *d;
	(void)state;

	read_file("aes-256", &file);
	assert_ok(open_bytes(buf_bytes(&file), mem, &d, NULL));
	assert_int_equal(pdf_update_begin(d, mem, &u, NULL), ERR_PDF_ENCRYPTED);
	assert_int_equal(pdf_index_build(d, mem, &index, NULL), ERR_PDF_ENCRYPTED);
}

static void a_plain_file_is_read_as_ever(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	AUTO(make) struct make m = { 0 };
	struct pdf_doc *d;
	(void)state;

	make_file(&m);
	assert_ok(open_make(&m, mem, &d, NULL));
	assert_null(pdf_doc_encryption(d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_algorithm_is_read_with_the_empty_password),
		cmocka_unit_test(without_ciphers_they_are_refused),
		cmocka_unit_test(a_file_that_needs_a_password_says_so),
		cmocka_unit_test(every_limit_of_memory_is_kept),
		cmocka_unit_test(a_sound_dictionary_may_be_written_in_other_ways),
		cmocka_unit_test(zeros_after_the_secrets_of_aes_256_are_no_harm),
		cmocka_unit_test(each_flaw_of_the_dictionary_is_refused_with_its_cause),
		cmocka_unit_test(each_flaw_of_the_trailer_is_refused),
		cmocka_unit_test(a_direct_dictionary_is_read_too),
		cmocka_unit_test(an_update_must_keep_the_dictionary),
		cmocka_unit_test(a_walk_through_the_revisions_decrypts_too),
		cmocka_unit_test(the_contents_of_a_signature_alone_stay_as_they_are),
		cmocka_unit_test(damaged_aes_data_are_refused_when_they_are_read),
		cmocka_unit_test(a_stream_may_have_its_own_crypt_filter),
		cmocka_unit_test(streams_by_kind_follow_their_own_entry),
		cmocka_unit_test(cross_reference_streams_are_never_encrypted),
		cmocka_unit_test(nothing_is_written_into_an_encrypted_file),
		cmocka_unit_test(a_plain_file_is_read_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
