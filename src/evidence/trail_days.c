/* What the daily time-stamps prove: docs/formats/audit-day.md. */
#include "domain/audit_day.h"
#include "evidence/trail_work.h"

enum { LINE_MAX_BYTES = 512 };

struct day {
	struct trail_work *w;
	const json_t *in;
	const char *name, *where;
	struct bytes line; /* with its line feed */
	int64_t seq;
	enum digest_alg alg;
	struct bytes record;
	struct trail_day_report *out;
};

/* skysign-audit-head 1 ORGANISATION DAY CHAIN SEQ HASH */
static _Bool line_is_ours(struct day *d, const char *text)
{
	const struct trail_report *r = d->w->out;
	size_t len = strlen(text);
	char *copy = arena_strdup(d->w->mem, text), *words[AUDIT_DAY_WORDS];
	unsigned char hash[TRAIL_HASH];

	if (!copy || !len || len > LINE_MAX_BYTES || copy[len - 1] != '\n')
		return 0;
	copy[len - 1] = '\0';
	return audit_day_words(copy, words) && !strcmp(words[0], "skysign-audit-head") &&
	       !strcmp(words[1], "1") && !strcmp(words[2], r->organisation) &&
	       !strcmp(words[3], d->name) && !strcmp(words[4], r->envelope) &&
	       audit_day_number(words[5], &d->seq) && d->seq <= (int64_t)d->w->n &&
	       trail_hash(words[6], hash, TRAIL_HASH) &&
	       !memcmp(hash, d->w->events[d->seq - 1].hash, TRAIL_HASH);
}

/* The root follows from the line and its neighbours, and it is what the first time-stamp is over.
 */
static void check_root(struct day *d)
{
	const char *hex = trail_str(d->in, "root");
	unsigned char root[DIGEST_MAX], hash[DIGEST_MAX];
	struct ers_record record;
	struct bytes said = BYTES(root, digest_size(d->alg));

	digest_of(d->alg, d->line, hash);
	if (!trail_hash(hex, root, said.len) ||
	    !trail_climb(trail_list(d->in, "path"), d->alg, hash) ||
	    memcmp(hash, root, said.len) != 0)
		trail_add(d->w, TRAIL_DAY_ROOT, d->where, "by its neighbours");
	else if (ers_record_read(d->record, d->w->mem, &record, NULL) == ERR_OK &&
		 !bytes_eq(record.chains[0].stamps[0].imprint, said))
		trail_add(d->w, TRAIL_DAY_ROOT, d->where, "the time-stamp is over another");
}

static enum err digest_line(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			    struct error *e)
{
	(void)e;
	digest_of(alg, *(const struct bytes *)ctx, out);
	return ERR_OK;
}

static void tell_record(struct day *d, const struct ers_report *r)
{
	const char *said = trail_str(d->in, "time");
	time_ms t = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		trail_add(d->w,
			  ers_code_verdict(r->findings[i].code) == ERS_FAILED ? TRAIL_DAY_RECORD
									      : TRAIL_DAY_UNTRUSTED,
			  d->where, "%s: %.200s", ers_slug(r->findings[i].code),
			  r->findings[i].detail);
	if (r->n && (!said || !time_parse_rfc3339(said, &t) || t != r->stamps[0].token.gen_time))
		trail_add(d->w, TRAIL_DAY_RECORD, d->where,
			  "its time is not that of the time-stamp");
	d->out->verdict = r->verdict;
	if (r->verdict != ERS_PASSED)
		return;
	d->out->proved = r->proved;
	d->out->good_until = r->good_until;
	d->out->authority = trail_where(d->w, "%s", r->authority ? r->authority : "");
	d->out->ends = trail_where(d->w, "%s", r->ends ? r->ends : "");
	if (d->seq > d->w->out->proved_seq)
		d->w->out->proved_seq = d->seq;
}

static enum err check_record(struct day *d, struct error *e)
{
	struct ers_document document = { digest_line, &d->line };
	struct ers_report report;

	TRY(ers_verify(d->record, &document, d->w->world, d->w->out->at, d->w->mem, &report, e));
	tell_record(d, &report);
	return ERR_OK;
}

static enum err check_day(struct day *d, struct error *e)
{
	const char *text = trail_str(d->in, "bytes"), *digest = trail_str(d->in, "digest");

	if (!text || !digest || !digest_parse(digest, &d->alg) ||
	    !trail_base64(d->w, trail_str(d->in, "record"), &d->record)) {
		trail_add(d->w, TRAIL_FORMAT, d->where, "%s", "");
		return ERR_OK;
	}
	d->line = bytes_of_str(text);
	if (!line_is_ours(d, text)) {
		trail_add(d->w, TRAIL_DAY_LINE, d->where, "event %lld", (long long)d->seq);
		return ERR_OK;
	}
	d->out->seq = d->seq;
	check_root(d);
	return check_record(d, e);
}

enum err trail_check_days(struct trail_work *w, struct error *e)
{
	const json_t *list = trail_list(w->file, "days"), *one;
	struct trail_day_report *reports;
	size_t i;

	reports = arena_alloc_n(w->mem, json_array_size(list) + 1, sizeof(*reports));
	if (!reports)
		return error_set(e, ERR_TOO_LARGE, "no room for the days");
	json_array_foreach(list, i, one)
	{
		const char *name = trail_str(one, "day");
		struct day d = { .w = w, .in = one, .out = &reports[i] };

		d.name = trail_where(w, "%.20s", name ? name : "");
		d.where = trail_where(w, "day %s", d.name);
		reports[i] = (struct trail_day_report){
			.day = d.name, .authority = "", .ends = "", .verdict = ERS_FAILED
		};
		TRY(check_day(&d, e));
	}
	w->out->days = reports;
	w->out->n_days = json_array_size(list);
	if (w->out->verdict < ERS_FAILED && w->out->proved_seq < (int64_t)w->n)
		trail_add(w, TRAIL_OPEN,
			  trail_where(w, "event %lld", (long long)w->out->proved_seq + 1),
			  "%lld of %zu", (long long)w->n - (long long)w->out->proved_seq, w->n);
	return ERR_OK;
}
