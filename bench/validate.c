/* Validations per CPU-second, in process: a signed document in memory, the report out, beside what
 * no validator can be faster than: two RSA verifications (signature, certificate) and hashing the
 * document; also how the cost grows with the number of later revisions. struct trust remembers
 * certificates and who issued them; "anew" validates with a new one each time, as a process does
 * that judges one file.
 * - bench_validate [SECONDS-A-ROUND]: the table
 * - bench_validate --file OUT.pdf ROOT.cer [N]: writes the 50 kB document with N (1) later
 *   revisions, and its root
 * - bench_validate --of FILE.pdf ROOT.cer SECONDS: one round over a file, "LIMIT/s OURS/s ANEW/s"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "make_pdf.h"
#include "os/file.h"
#include "sig/pades/sign.h"
#include "sig/trust/local_ca.h"
#include "sig/validate/validate.h"

enum { ROUNDS_MAX = 5, REVISIONS_MAX = 400, FILE_MAX = 256 << 20 };
static time_ms moment; /* of signing */
static double round_seconds = 0.4;

static void must(enum err rc, const struct error *e)
{
	if (rc == ERR_OK)
		return;
	fprintf(stderr, "bench: %s\n", e->msg);
	exit(1);
}

struct subject {
	struct pkey *key, *ca_key;
	struct signer *signer;
	struct trust *trust;
	struct arena *mem, *run;
	struct bytes signature, file, root;
	unsigned char sample[DIGEST_MAX];
};

static void append(struct buf *file, const struct pdf_tail *tail)
{
	buf_append(file, BYTES(tail->data, tail->len));
}

static struct pdf_update *open_update(struct buf *file, struct pdf_source *src, struct arena *mem)
{
	struct pdf_doc *d;
	struct pdf_update *u;
	struct error e;

	*src = pdf_source_memory(buf_bytes(file));
	must(pdf_doc_open(src, mem, NULL, &d, &e), &e);
	must(pdf_update_begin(d, mem, &u, &e), &e);
	return u;
}

static void add_signature(struct subject *s, struct buf *file)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pades_request rq = { .field = "Signature1",
				    .new_field = 1,
				    .time = moment,
				    .name = "SkySign",
				    .reason = "bench" };
	struct pades_signed result;
	struct pdf_source src;
	struct pdf_update *u = open_update(file, &src, mem);
	struct pdf_tail tail;
	struct error e;

	must(pades_sign(u, &rq, s->signer, NULL, mem, &tail, &result, &e), &e);
	append(file, &tail);
}

/* Text fields for the later revisions to fill in, one each. */
static void add_fields(struct buf *file, unsigned n)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_source src;
	struct pdf_update *u = open_update(file, &src, mem);
	struct pdf_ref root = pdf_doc_root(pdf_update_doc(u)), ref;
	struct pdf_obj *fields = arena_alloc_n(mem, n, sizeof(*fields));
	struct pdf_dict_builder form = pdf_dict_new(mem), catalog;
	const struct pdf_obj *old;
	struct pdf_obj value;
	struct pdf_tail tail;
	struct error e;

	for (unsigned i = 0; i < n; i++) {
		struct pdf_dict_builder field = pdf_dict_new(mem);

		pdf_dict_set(&field, "FT", pdf_name("Tx"));
		pdf_dict_set(&field, "T", pdf_text(mem, arena_printf(mem, "Field%u", i)));
		value = pdf_dict_obj(&field);
		must(pdf_update_add(u, &value, &ref, &e), &e);
		fields[i] = pdf_refer(ref);
	}
	must(pdf_update_get(u, root, &old, &e), &e);
	catalog = pdf_dict_copy(mem, old);
	pdf_dict_set(&form, "Fields", pdf_array(mem, fields, n));
	pdf_dict_set(&catalog, "AcroForm", pdf_dict_obj(&form));
	value = pdf_dict_obj(&catalog);
	must(pdf_update_set(u, root, &value, &e), &e);
	must(pdf_update_finish(u, &tail, &e), &e);
	append(file, &tail);
}

/* A later revision: one field is filled in. */
static void add_revision(struct buf *file, unsigned n)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_source src;
	struct pdf_update *u = open_update(file, &src, mem);
	struct pdf_obj text = pdf_text(mem, "filled in");
	struct pdf_field_value value = { .value = &text };
	const struct pdf_field *fields, *field;
	struct pdf_tail tail;
	struct error e;
	size_t count;

	must(pdf_form_fields(pdf_update_doc(u), mem, &fields, &count, &e), &e);
	if (!pdf_form_find(fields, count, arena_printf(mem, "Field%u", n), &field))
		exit(1);
	must(pdf_form_set_value(u, field->ref, &value, &e), &e);
	must(pdf_update_finish(u, &tail, &e), &e);
	append(file, &tail);
}

static void bare(struct subject *s)
{
	unsigned char hash[DIGEST_MAX];
	struct sig_alg alg = signer_alg(s->signer);
	struct error e;

	digest_of(DIGEST_SHA256, s->file, hash);
	if (!s->signature.len)
		must(pkey_sign(s->key, alg, BYTES(s->sample, 32), s->mem, &s->signature, &e), &e);
	for (int i = 0; i < 2; i++)
		must(pkey_verify(s->key, alg, BYTES(s->sample, 32), s->signature, &e), &e);
}

static void validate(struct subject *s)
{
	struct pdf_source src = pdf_source_memory(s->file);
	struct validate_options o = { .trust = s->trust, .at = moment + 1000 };
	struct validate_report r;

	arena_reset(s->run);
	r = validate_file(&src, &o, s->run);
	if (r.verdict != VERDICT_PASSED) {
		fprintf(stderr, "bench: the verdict is %s %s\n", verdict_name(r.verdict),
			r.error.msg);
		exit(1);
	}
}

static void validate_anew(struct subject *s)
{
	struct trust *known = s->trust;
	struct error e;

	s->trust = trust_new();
	must(trust_add(s->trust, TRUST_ALL, s->root, &e), &e);
	validate(s);
	trust_free(s->trust);
	s->trust = known;
}

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cost(void (*run)(struct subject *), struct subject *s)
{
	double start = cpu_now(), now;
	unsigned n = 0;

	do {
		run(s);
		n++;
		now = cpu_now();
	} while (now - start < round_seconds);
	return (now - start) / n;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_cost(void (*run)(struct subject *), struct subject *s)
{
	double v[ROUNDS_MAX];

	for (int i = 0; i < ROUNDS_MAX; i++)
		v[i] = cost(run, s);
	qsort(v, ROUNDS_MAX, sizeof(*v), ascending);
	return v[ROUNDS_MAX / 2];
}

static void set_up(struct subject *s)
{
	struct local_ca ca = { .clock = clock_system(), .rng = rng_system() };
	struct ca_subject subject = { .kind = CA_SIGNER, .name = "bench", .days = 365 };
	struct bytes serial, cert;
	struct pkey *own;
	struct error e;

	s->mem = arena_new(0);
	s->run = arena_new(0);
	s->trust = trust_new();
	must(pkey_generate(PKEY_RSA_2048, &s->ca_key, &e), &e);
	must(pkey_generate(PKEY_RSA_2048, &own, &e), &e);
	ca.key = s->ca_key;
	subject.key = own;
	must(local_ca_root(&ca, NULL, s->mem, &ca.cert, &e), &e);
	s->root = ca.cert;
	must(local_ca_issue(&ca, &subject, s->mem, &cert, &serial, &e), &e);
	must(trust_add(s->trust, TRUST_ALL, ca.cert, &e), &e);
	must(pkey_export(own, s->mem, &serial, &e), &e);
	must(pkey_load(serial, NULL, &s->key, &e), &e);
	must(signer_file_new(own, (struct sig_alg){ SIG_RSA_PKCS1, DIGEST_SHA256 }, &cert, 1,
			     &s->signer, &e),
	     &e);
}

/* The document, a field for each later revision, the signature, the revisions. */
static void make_signed(struct subject *s, const struct shape *shape, unsigned later,
			struct buf *out)
{
	make_pdf(shape, out);
	add_fields(out, later ? later : 1);
	add_signature(s, out);
	for (unsigned i = 0; i < later; i++)
		add_revision(out, i);
}

/* Prints a row; base: the cost of the same document without later revisions, set by its row. */
static void measure(struct subject *s, const struct shape *shape, unsigned later, double *base)
{
	AUTO(buf) struct buf file = { .limit = FILE_MAX };
	double limit, cost_of_one, anew;

	make_signed(s, shape, later, &file);
	s->file = buf_bytes(&file);
	limit = median_cost(bare, s);
	cost_of_one = median_cost(validate, s);
	anew = median_cost(validate_anew, s);
	if (!later)
		*base = cost_of_one;
	printf("| %-13s | %9u | %9.0f | %9.0f | %6.1f %% | %9.0f | %9.1f | %9.1f |\n", shape->name,
	       later, 1 / limit, 1 / cost_of_one, 100 * limit / cost_of_one, 1 / anew,
	       (cost_of_one - limit) * 1e6, later ? (cost_of_one - *base) * 1e6 / later : 0);
	fflush(stdout);
}

static const struct shape shapes[] = { { "50 kB", 1, 50 * 1000 },
				       { "0.7 MB", 20, 700 * 1000 },
				       { "9,000 objects", 3000, 5900 * 1000 } };

static void table(struct subject *s)
{
	static const unsigned revisions[] = { 0, 1, 10, 100, REVISIONS_MAX };

	puts("| document      | revisions | limit/s   | ours/s    | of limit | anew/s    | us more "
	     "  | us a rev. |");
	puts("|---|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		double base = 0;

		for (size_t k = 0; k < COUNT_OF(revisions); k++)
			if (i == 0 || revisions[k] <= 1)
				measure(s, &shapes[i], revisions[k], &base);
	}
}

static void write_file(struct subject *s, const char *path, const char *root, unsigned later)
{
	AUTO(buf) struct buf file = { .limit = FILE_MAX };
	struct error e;

	make_signed(s, &shapes[0], later, &file);
	must(file_write_atomic(path, buf_bytes(&file), 0644, &e), &e);
	must(file_write_atomic(root, s->root, 0644, &e), &e);
}

static void round_of(struct subject *s, const char *path, const char *root)
{
	AUTO(buf) struct buf file = { .limit = FILE_MAX }, anchor = { .limit = FILE_MAX };
	double limit, cost_of_one;
	struct error e;

	must(file_read(path, FILE_MAX, &file, &e), &e);
	must(file_read(root, FILE_MAX, &anchor, &e), &e);
	s->file = buf_bytes(&file);
	s->root = buf_bytes(&anchor);
	must(trust_add(s->trust, TRUST_ALL, s->root, &e), &e);
	limit = cost(bare, s);
	cost_of_one = cost(validate, s);
	printf("%.1f %.1f %.1f\n", 1 / limit, 1 / cost_of_one, 1 / cost(validate_anew, s));
}

int main(int argc, char **argv)
{
	struct subject s = { 0 };

	moment = clock_now(clock_system()) + 1000;
	set_up(&s);
	if (argc >= 4 && !strcmp(argv[1], "--file")) {
		write_file(&s, argv[2], argv[3],
			   argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 1);
	} else if (argc == 5 && !strcmp(argv[1], "--of")) {
		round_seconds = strtod(argv[4], NULL);
		round_of(&s, argv[2], argv[3]);
	} else {
		if (argc > 1)
			round_seconds = strtod(argv[1], NULL);
		table(&s);
	}
	return 0;
}
