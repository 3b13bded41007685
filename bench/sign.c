/* Signatures per CPU-second, in process: the document in memory, the signed tail out, beside what no
 * signer can be faster than: the key operation and hashing the document. The two run in turn, so that
 * a noisy machine disturbs both alike. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "make_pdf.h"
#include "pdf/index.h"
#include "sig/pades/sign.h"
#include "test_cert.h"

enum { ROUNDS_MAX = 5 };
static double round_seconds = 0.4;
static int rounds = ROUNDS_MAX;

static const struct shape shapes[] = {
	{ "50 kB", 1, 50 * 1000 },
	{ "0.7 MB", 20, 700 * 1000 },
	{ "10 MB", 20, 10 * 1000 * 1000 },
	{ "9,000 objects", 3000, 5900 * 1000 },
};

static const struct {
	const char *name;
	enum pkey_kind kind;
	struct sig_alg alg;
} keys[] = {
	{ "RSA-2048", PKEY_RSA_2048, { SIG_RSA_PKCS1, DIGEST_SHA256 } },
	{ "P-256", PKEY_P256, { SIG_ECDSA, DIGEST_SHA256 } },
};

static void must(enum err rc, const struct error *e)
{
	if (rc == ERR_OK)
		return;
	fprintf(stderr, "bench: %s\n", e->msg);
	exit(1);
}

struct subject {
	struct bytes file;
	struct pkey *key; /* for the bare operation */
	struct signer *signer;
	struct arena *mem;
	struct bytes index;  /* the signing index, as the service stores it */
};

static void bare(struct subject *s)
{
	unsigned char hash[DIGEST_MAX];
	struct error e;
	struct bytes sig;

	arena_reset(s->mem);
	must(pkey_sign(s->key, signer_alg(s->signer), digest_of(DIGEST_SHA256, s->file, hash), s->mem,
		       &sig, &e), &e);
}

static void sign(struct subject *s, struct pdf_doc *d)
{
	struct pades_request rq = { .field = "Signature1", .new_field = 1, .time = 1795000000000,
				    .name = "SkySign", .reason = "bench" };
	struct pades_signed result;
	struct pdf_update *u;
	struct pdf_tail tail;
	struct error e;

	must(pdf_update_begin(d, s->mem, &u, &e), &e);
	must(pades_sign(u, &rq, s->signer, NULL, s->mem, &tail, &result, &e), &e);
}

static void whole(struct subject *s)
{
	struct pdf_source src = pdf_source_memory(s->file);
	struct pdf_doc *d;
	struct error e;

	arena_reset(s->mem);
	must(pdf_doc_open(&src, s->mem, NULL, &d, &e), &e);
	sign(s, d);
}

static void indexed(struct subject *s)
{
	struct pdf_source src = pdf_source_memory(s->file);
	struct pdf_doc *d;
	struct error e;

	arena_reset(s->mem);
	must(pdf_doc_open_indexed(&src, s->index, s->mem, NULL, &d, &e), &e);
	sign(s, d);
}

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of CPU that one run takes. */
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

static double median(double *v)
{
	qsort(v, (size_t)rounds, sizeof(*v), ascending);
	return v[rounds / 2];
}

static void measure(const char *document, const char *key, struct subject *s)
{
	double limit[ROUNDS_MAX], signature[ROUNDS_MAX], share[ROUNDS_MAX];
	double with_index[ROUNDS_MAX], share_index[ROUNDS_MAX];

	for (int i = 0; i < rounds; i++) {
		limit[i] = cost(bare, s);
		signature[i] = cost(whole, s);
		with_index[i] = cost(indexed, s);
		share[i] = limit[i] / signature[i];
		share_index[i] = limit[i] / with_index[i];
	}
	double l = median(limit), w = median(signature);

	printf("| %-13s | %-8s | %10.0f | %8.0f | %6.1f %% | %7.1f | %8.0f | %6.1f %% |\n", document, key,
	       1 / l, 1 / w, 100 * median(share), (w - l) * 1e6, 1 / median(with_index),
	       100 * median(share_index));
	fflush(stdout);
}

static struct bytes index_of(struct bytes file, struct arena *mem)
{
	struct pdf_source src = pdf_source_memory(file);
	struct bytes index;
	struct pdf_doc *d;
	struct error e;

	must(pdf_doc_open(&src, mem, NULL, &d, &e), &e);
	must(pdf_index_build(d, mem, &index, &e), &e);
	return index;
}

static void with_key(size_t k, const char *document, struct bytes file)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(arena) struct arena *run = arena_new(0);
	AUTO(signer) struct signer *signer = NULL;
	AUTO(pkey) struct pkey *bare_key = NULL;
	struct bytes der, cert;
	struct pkey *key;
	struct error e;

	must(pkey_generate(keys[k].kind, &key, &e), &e);
	must(pkey_export(key, mem, &der, &e), &e);
	must(pkey_load(der, NULL, &bare_key, &e), &e);
	must(test_cert(key, mem, &cert, &e), &e);
	must(signer_file_new(key, keys[k].alg, &cert, 1, &signer, &e), &e);
	struct subject s = { file, bare_key, signer, run, index_of(file, mem) };

	measure(document, keys[k].name, &s);
}

static void table(const char *only_document, const char *only_key)
{
	puts("| document      | key      | key+hash/s | signs/s  | of limit | us more | by index | of limit |");
	puts("|---|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		AUTO(buf) struct buf file = { 0 };

		if (only_document && strcmp(only_document, shapes[i].name) != 0)
			continue;
		make_pdf(&shapes[i], &file);
		for (size_t k = 0; k < COUNT_OF(keys); k++)
			if (!only_key || !strcmp(only_key, keys[k].name))
				with_key(k, shapes[i].name, buf_bytes(&file));
	}
}

/* The documents as files, for other engines. */
static int write_files(const char *dir)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		AUTO(buf) struct buf file = { 0 };
		AUTO(buf) struct buf path = { 0 };
		FILE *out;

		make_pdf(&shapes[i], &file);
		buf_printf(&path, "%s/%s.pdf%c", dir, shapes[i].name, '\0');
		out = fopen((const char *)path.data, "wb");
		if (!out || fwrite(file.data, 1, file.len, out) != file.len || fclose(out)) {
			perror((const char *)path.data);
			return 1;
		}
	}
	return 0;
}

/* bench_sign [SECONDS-A-ROUND [DOCUMENT [KEY [ROUNDS]]]]; bench_sign --files FOLDER */
int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--files"))
		return write_files(argv[2]);
	if (argc > 4)
		rounds = atoi(argv[4]) == 1 ? 1 : ROUNDS_MAX;
	if (argc > 1)
		round_seconds = strtod(argv[1], NULL);
	table(argc > 2 ? argv[2] : NULL, argc > 3 ? argv[3] : NULL);
	return 0;
}
