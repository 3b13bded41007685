/* Thirty years of a thousand documents, half a year a step: see README.md.
 *
 *   walk [PAPERS [FOLDER]]   fewer documents; FOLDER keeps the files */
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "desk.h"
#include "must.h"
#include "os/file.h"
#include "records.h"

enum {
	FAULTS_TOLD = 30,
	DAY_MS = 24 * 3600 * 1000,
	LATER_MS = 8 * DAY_MS, /* when every authority has younger data */
	BETWEEN_MS = 20000,
	SAMPLE = 8,
	SAMPLE_STEPS = 10,
	/* steps after which what is known of lost keys is asked for, while it is told */
	FIRST_ASKED = 4,
	SECOND_ASKED = 14,
	PARTS_MAX = 4,
};
static const time_ms LEAD_MS = 365 * (time_ms)DAY_MS;

enum { TALLIES = 17 };
union tally {
	struct {
		unsigned long signatures, again, renewals, renewal_bytes, silent, records,
			record_bytes, batches, judged, valid, invalid, faults, asked, refused,
			bytes, kib, kib_third;
	};
	unsigned long all[TALLIES];
};

struct walk {
	struct desk desk;
	struct paper *papers;
	unsigned n;
	union tally sum;
};

static void fault(struct walk *w, const struct paper *p, const char *what, const char *why)
{
	char now[TIME_RFC3339_SIZE];

	time_rfc3339(clock_now(&w->desk.clock), now);
	if (w->sum.faults++ < FAULTS_TOLD)
		fprintf(stderr, "%.10s  document %u (%s): %s: %s\n", now, p->n, p->fate->name, what,
			why);
}

static _Bool has_come(const char *date, time_ms now)
{
	return date && day(date) <= now;
}

/* The parts in proportion when there are fewer than a thousand. */
static void cast_papers(struct walk *w)
{
	unsigned n = 0, all = 0;

	for (size_t i = 0; i < n_fates; i++) {
		const struct fate *f = &fates[i];
		unsigned span = f->last - f->first + 1, count;

		all += f->count;
		count = all * w->n / PAPERS - n;
		for (unsigned k = 0; k < count; k++, n++)
			w->papers[n] =
				(struct paper){ .n = n,
						.fate = f,
						.step = f->first + k % span,
						.by_record = f->damage != CUT_BACK && n / 4 % 2 };
	}
	MUST(n == w->n);
}

static time_ms step_start(unsigned step)
{
	unsigned months = FIRST_MONTH - 1 + step * STEP_MONTHS;
	struct civil_time c = { .year = (int)(FIRST_YEAR + months / 12),
				.month = (int)(months % 12 + 1),
				.day = 1 };
	time_ms t;

	MUST(time_from_civil(c, &t));
	return t;
}

/* What cannot be extended is given up; it is a fault unless that was to come. */
static void refused(struct walk *w, struct paper *p, const char *what, const struct error *e)
{
	p->given_up = 1;
	snprintf(p->error, sizeof(p->error), "%.150s", e->msg);
	if (!p->fate->fails_from)
		fault(w, p, what, e->msg);
}

static void extend(struct walk *w, struct paper *p, struct desk_wish wish, const char *what)
{
	struct error e = { 0 };

	w->desk.clock.fixed += BETWEEN_MS;
	if (desk_extend(&w->desk, p, wish, &e) != ERR_OK)
		refused(w, p, what, &e);
}

static void conclude(struct walk *w, unsigned step)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct paper *p = &w->papers[i];

		if (p->step != step)
			continue;
		desk_sign(&w->desk, p);
		w->sum.signatures += p->fate->by == BY_BOTH ? 2 : 1;
		if (!p->fate->waits)
			extend(w, p, (struct desk_wish){ 0 }, "not concluded");
	}
}

/* On another day, what had to wait for it and what wants younger revocation data. */
static void look_again(struct walk *w, unsigned step)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct paper *p = &w->papers[i];

		if (p->step != step || p->given_up || (p->begun && !p->newer_at))
			continue;
		w->sum.again += p->begun;
		extend(w, p, (struct desk_wish){ .newer = p->begun }, "not extended later");
	}
}

static _Bool is_due(const struct paper *p, time_ms now)
{
	return p->begun && !p->given_up && now >= p->good_until - LEAD_MS &&
	       !has_come(p->fate->neglected, now);
}

/* First with all that is to be known; when an authority is silent for good, without. */
static enum err renew_one(struct walk *w, struct paper *p, struct error *e)
{
	struct desk_wish wish = { .renew = 1 };
	enum err rc = desk_extend(&w->desk, p, wish, e);

	if (rc != ERR_LEVEL)
		return rc;
	wish.though_silent = 1;
	w->sum.silent++;
	return desk_extend(&w->desk, p, wish, e);
}

static void renew_by_timestamp(struct walk *w, struct paper *p)
{
	struct error e = { 0 };

	w->desk.clock.fixed += BETWEEN_MS;
	if (renew_one(w, p, &e) != ERR_OK) {
		refused(w, p, "not renewed", &e);
		return;
	}
	w->sum.renewals++;
	w->sum.renewal_bytes += p->size - p->before;
}

/* One time-stamp for all of them. */
static void renew_by_record(struct walk *w, struct paper **list, size_t n)
{
	struct refusal refusals[PAPERS];

	w->sum.batches++;
	w->sum.record_bytes += records_renew(&w->desk, list, n, refusals);
	for (size_t i = 0; i < n; i++) {
		struct error e = { .code = ERR_LEVEL };

		w->sum.records += !refusals[i].refused;
		snprintf(e.msg, sizeof(e.msg), "%s", refusals[i].why);
		if (refusals[i].refused)
			refused(w, list[i], "no evidence record", &e);
	}
}

static void renew(struct walk *w)
{
	time_ms now = clock_now(&w->desk.clock);
	struct paper *due[PAPERS];
	size_t n = 0;

	for (unsigned i = 0; i < w->n; i++) {
		struct paper *p = &w->papers[i];

		if (!is_due(p, now))
			continue;
		if (p->by_record)
			due[n++] = p;
		else
			renew_by_timestamp(w, p);
		if (!p->by_record && is_due(p, now))
			fault(w, p, "renewed", "the new proof ends as soon as the old one");
	}
	if (n)
		renew_by_record(w, due, n);
	for (size_t i = 0; i < n; i++)
		if (is_due(due[i], now))
			fault(w, due[i], "renewed", "the new record ends as soon as the old one");
}

static void damage(struct walk *w, time_ms from, time_ms to)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct paper *p = &w->papers[i];
		time_ms at = p->fate->damage == UNDAMAGED ? INT64_MAX : day(p->fate->damaged);

		if (at > from && at <= to)
			desk_damage(&w->desk, p);
	}
}

static _Bool is_one_of(enum sub_indication sub, const enum sub_indication subs[3])
{
	for (size_t i = 0; i < 3; i++)
		if (subs[i] != SUB_NONE && subs[i] == sub)
			return 1;
	return 0;
}

static void compare(struct walk *w, const struct paper *p, _Bool fails, const struct judgement *j)
{
	char text[300];

	w->sum.judged++;
	snprintf(text, sizeof(text), "%s %s, %s: %s", verdict_name(j->verdict),
		 sub_indication_name(j->sub), pades_level_name(j->level), j->detail);
	if (fails && j->verdict == VERDICT_PASSED)
		fault(w, p, "is valid and should not be", text);
	else if (fails && !is_one_of(j->sub, p->fate->subs))
		fault(w, p, "fails for another reason", text);
	else if (!fails && !j->recorded)
		fault(w, p, "its evidence record should be good", text);
	else if (!fails && (j->verdict != VERDICT_PASSED || j->level != LEVEL_B_LTA))
		fault(w, p, "should be valid and B-LTA", text);
}

/* Every nth; what is not to be told yet is passed over. */
static void judge(struct walk *w, unsigned every, _Bool online)
{
	time_ms now = clock_now(&w->desk.clock);

	for (unsigned i = 0; i < w->n; i += every) {
		const struct paper *p = &w->papers[i];
		const char *since = online ? p->fate->known_from : p->fate->fails_from;
		_Bool fails = has_come(since, now);
		struct judgement j;

		if (step_start(p->step) >= now || (!fails && (p->fate->fails_from || online)))
			continue;
		j = desk_judge(&w->desk, p, online);
		compare(w, p, fails, &j);
		w->sum.valid += !fails && every == 1 && !online;
		w->sum.invalid += fails && every == 1 && !online;
	}
}

static unsigned long memory_kib(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (unsigned long)u.ru_maxrss;
}

static void take_steps(struct walk *w)
{
	time_ms before = 0;

	for (unsigned step = 0; step <= STEPS; step++) {
		time_ms now = w->desk.clock.fixed = step_start(step);

		damage(w, before, now);
		conclude(w, step);
		MUST(w->desk.clock.fixed < now + LATER_MS);
		w->desk.clock.fixed = now + LATER_MS;
		look_again(w, step);
		renew(w);
		if (step == FIRST_ASKED || step == SECOND_ASKED)
			judge(w, 1, 1);
		if (step % SAMPLE_STEPS == 0 && step < STEPS)
			judge(w, SAMPLE, 0);
		if (step == STEPS / 3)
			w->sum.kib_third = memory_kib();
		before = now;
	}
	judge(w, 1, 0);
	w->sum.kib = memory_kib();
	w->sum.asked = w->desk.net.asked;
	w->sum.refused = w->desk.net.refused;
	for (unsigned i = 0; i < w->n; i++)
		w->sum.bytes += w->papers[i].size;
}

/* A part of the documents in a process of its own, with its own clock; its tally comes back. */
static int start_part(struct walk *w, unsigned part, unsigned parts)
{
	int ends[2];
	unsigned n = 0;

	MUST(pipe(ends) == 0);
	switch (fork()) {
	case -1:
		abort();
	case 0:
		for (unsigned i = part; i < w->n; i += parts)
			w->papers[n++] = w->papers[i];
		w->n = n;
		take_steps(w);
		MUST(write(ends[1], &w->sum, sizeof(w->sum)) == sizeof(w->sum));
		desk_close(&w->desk);
		free(w->papers);
		exit(EXIT_SUCCESS);
	default:
		close(ends[1]);
		return ends[0];
	}
}

static void end_part(union tally *sum, int from)
{
	union tally t;
	int status;

	MUST(read(from, &t, sizeof(t)) == sizeof(t));
	for (size_t i = 0; i < TALLIES; i++)
		sum->all[i] += t.all[i];
	close(from);
	MUST(wait(&status) > 0 && status == 0);
}

static double each(unsigned long sum, unsigned long n)
{
	return n ? (double)sum / (double)n : 0;
}

static void tell(const union tally *t, unsigned n, unsigned parts)
{
	printf("%u documents, %lu signatures, %d years: %lu valid, %lu not, as they should be; "
	       "%lu faults\n",
	       n, t->signatures, STEPS * STEP_MONTHS / 12, t->valid, t->invalid, t->faults);
	printf("by time-stamp: %lu renewals, %.0f bytes each, %lu of them past a silent "
	       "authority\n",
	       t->renewals, each(t->renewal_bytes, t->renewals), t->silent);
	printf("by record: %lu renewals, %.0f bytes each, with %lu time-stamps\n", t->records,
	       each(t->record_bytes, t->records), t->batches);
	printf("a document has %.0f bytes in the end, %lu were extended once more for younger "
	       "data\n",
	       each(t->bytes, n), t->again);
	printf("%lu judgements; %lu questions to authorities, %lu in vain\n", t->judged, t->asked,
	       t->refused);
	printf("%u processes of %lu MiB at most, %lu MiB after a third of the way\n", parts,
	       t->kib / 1024 / parts, t->kib_third / 1024 / parts);
}

static void run(struct walk *w, unsigned parts)
{
	unsigned n = w->n;
	int from[PARTS_MAX];

	fflush(stdout);
	for (unsigned i = 0; i < parts; i++)
		from[i] = start_part(w, i, parts);
	for (unsigned i = 0; i < parts; i++)
		end_part(&w->sum, from[i]);
	tell(&w->sum, n, parts);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/skysign-longlife-XXXXXX";
	struct walk w = { .n = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : PAPERS };
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	MUST(w.n > 0 && w.n <= PAPERS && (argc > 2 || mkdtemp(folder)));
	w.papers = calloc(w.n, sizeof(*w.papers));
	MUST(w.papers);
	desk_open(&w.desk, argc > 2 ? argv[2] : folder);
	cast_papers(&w);
	run(&w, cores < PARTS_MAX ? (unsigned)cores : PARTS_MAX);
	desk_close(&w.desk);
	free(w.papers);
	if (argc <= 2)
		dir_remove_all(folder);
	return w.sum.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
