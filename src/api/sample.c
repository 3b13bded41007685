#include "api/sample.h"
#include "intake/intake.h"

/* sample/contract_*.pdf, made by tests/tools/make_sample. */
#define EMBED(name, file)                                             \
	__asm__(".section .rodata\n"                                  \
		".global " #name "\n" #name ":\n"                     \
		".incbin \"" SAMPLE_DIR "/" file "\"\n"               \
		".global " #name "_end\n" #name "_end:\n"             \
		".byte 0\n"                                           \
		".previous\n");                                       \
	extern const unsigned char name[], name##_end[]

EMBED(sample_contract_ja, "contract_ja.pdf");
EMBED(sample_contract_en, "contract_en.pdf");

/* The embedded file as an upload. */
struct reader {
	struct bytes left;
};

static enum err read_embedded(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	struct reader *r = ctx;

	(void)e;
	*n = r->left.len < cap ? r->left.len : cap;
	memcpy(out, r->left.data, *n);
	r->left = BYTES(r->left.data + *n, r->left.len - *n);
	return ERR_OK;
}

static struct bytes embedded(const char *lang)
{
	return strcmp(lang, "ja") ? BYTES(sample_contract_en, (size_t)(sample_contract_en_end - sample_contract_en))
				  : BYTES(sample_contract_ja, (size_t)(sample_contract_ja_end - sample_contract_ja));
}

static enum err add_owner(struct caller *c, const char *envelope, struct error *e)
{
	const struct recipient_input owner = {
		.order = 1, .side = "own", .name = c->member.name, .email = c->member.email,
		.company = c->member.organisation_name, .locale = c->member.locale,
	};
	const struct draft_edit edit = { .recipients = &owner, .n_recipients = 1, .set_recipients = 1 };

	return envelope_edit(&c->d, envelope, &edit, e);
}

static enum err create(struct caller *c, struct error *e)
{
	struct reader reader = { embedded(c->lang) };
	struct intake in = { .d = &c->d, .blobs = c->app->blobs, .work = c->app->temp_dir,
			     .hide = c->app->data_dir, .read = read_embedded, .ctx = &reader };
	struct document doc;

	TRY(envelope_create(&c->d, text_of(c->lang, "sample-title"), text_of(c->lang, "sample-message"), 1,
			    &in.envelope, e));
	in.name = domain_printf(&c->d, "%s.pdf", text_of(c->lang, "sample-title"));
	TRY(intake_run(&in, &doc, e));
	return add_owner(c, in.envelope, e);
}

void sample_create(struct caller *c)
{
	struct error e = { 0 };
	enum err rc = create(c, &e);

	if (rc != ERR_OK)
		log_event(c->app->log, LOG_WARN, "sample.failed", LF_STR("rq", c->rq->id),
			  LF_STR("code", err_slug(rc)), LF_STR("error", e.msg));
	c->d.refusal = NULL;
	c->d.n_errors = 0;
}
