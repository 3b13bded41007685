/* skysign states: the life of envelopes and recipients, from the tables that decide it. */
#include <stdio.h>
#include "cmd/command.h"
#include "domain/acts.h"

static const struct {
	unsigned effect;
	const char *text;
} effects[] = {
	{ FX_AUDIT, "audit event" },
	{ FX_NOTIFY, "mails" },
	{ FX_PREPARE, "job: fields, and certification where the service signs" },
	{ FX_SEAL, "job: signature and time-stamp of the act" },
	{ FX_INVITE, "links for the group whose turn it is" },
};

static void print_effects(unsigned set)
{
	const char *comma = "";

	for (size_t i = 0; i < COUNT_OF(effects); i++) {
		if (!(set & effects[i].effect))
			continue;
		printf("%s%s", comma, effects[i].text);
		comma = ", ";
	}
}

static void envelope_diagram(void)
{
	struct envelope_step step;
	enum envelope_state from;
	enum envelope_event ev;

	puts("```mermaid\nstateDiagram-v2\n    [*] --> draft");
	for (size_t i = 0; envelope_transition(i, &from, &ev, &step); i++)
		printf("    %s --> %s: %s\n", envelope_state_name(from), envelope_state_name(step.to),
		       envelope_event_name(ev));
	puts("```");
}

static void envelope_table(void)
{
	struct envelope_step step;
	enum envelope_state from;
	enum envelope_event ev;

	puts("\n| from | event | to | in the same transaction |\n|---|---|---|---|");
	for (size_t i = 0; envelope_transition(i, &from, &ev, &step); i++) {
		printf("| %s | %s | %s | ", envelope_state_name(from), envelope_event_name(ev),
		       envelope_state_name(step.to));
		print_effects(step.effects);
		puts(" |");
	}
}

static void recipient_diagram(void)
{
	enum recipient_state from, to;
	enum recipient_event ev;

	puts("```mermaid\nstateDiagram-v2\n    [*] --> awaiting");
	for (size_t i = 0; recipient_transition(i, &from, &ev, &to); i++)
		printf("    %s --> %s: %s\n", recipient_state_name(from), recipient_state_name(to),
		       recipient_event_name(ev));
	puts("```");
}

static void print_who(unsigned who)
{
	static const struct {
		unsigned bit;
		const char *words;
	} people[] = {
		{ BY_SENDER, "sender" }, { BY_OWNER, "administrator" }, { BY_PARTY, "recipient" },
		{ BY_SYSTEM, "service" },
	};
	const char *comma = "";

	for (size_t i = 0; i < COUNT_OF(people); i++) {
		if (!(who & people[i].bit))
			continue;
		printf("%s%s", comma, people[i].words);
		comma = ", ";
	}
}

static void print_roles(unsigned roles)
{
	const char *comma = "";

	for (unsigned i = 0; i < PARTY_ROLE_COUNT_; i++) {
		if (!(roles >> i & 1))
			continue;
		printf("%s%s", comma, recipient_role_name((enum recipient_role)i));
		comma = ", ";
	}
}

static void print_refusal(const char *code)
{
	printf(" | %s", code ? code : "");
}

static void print_conditions(unsigned set)
{
	const char *refusal, *words, *comma = "";
	enum err code;
	unsigned bit;

	if (set & IF_TRASHED)
		printf("in the trash%s", set & ~(unsigned)IF_TRASHED ? ", " : "");
	if (set & IF_IN_TIME) {
		printf("in time");
		comma = ", ";
	}
	for (size_t i = 0; act_condition(i, &bit, &code, &refusal, &words); i++) {
		if (!(set & bit))
			continue;
		printf("%s%s", comma, words);
		comma = ", ";
	}
}

static void acts_table(void)
{
	puts("| act | who | roles | event | recipient's event | and | in a draft | too late | ended | what |\n"
	     "|---|---|---|---|---|---|---|---|---|---|");
	for (unsigned a = 0; a < ACT_COUNT_; a++) {
		const struct act_row *row = act_row((enum act)a);

		printf("| %s | ", row->name);
		print_who(row->who);
		printf(" | ");
		print_roles(row->roles);
		printf(" | %s | %s | ", row->event == EV_COUNT_ ? "" : envelope_event_name(row->event),
		       row->recipient_event == RV_COUNT_ ? "" : recipient_event_name(row->recipient_event));
		print_conditions(row->conditions);
		print_refusal(row->early);
		print_refusal(row->late);
		print_refusal(row->ended);
		printf(" | %s |\n", row->what);
	}
}

static void conditions_table(void)
{
	const char *refusal, *words;
	enum err code;
	unsigned bit;

	puts("\n| condition | refused with |\n|---|---|\n| who | 403 not-sender, not-yours |\n"
	     "| not in the trash | 409 discarded, not-discarded |\n| role | 403 role-cannot |\n"
	     "| in time | 409 deadline-over |");
	for (size_t i = 0; act_condition(i, &bit, &code, &refusal, &words); i++)
		printf("| %s | %d %s |\n", words, err_http_status(code),
		       refusal ? refusal : "by the recipient's state");
}

int cmd_states(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "--markdown") != 0) {
		fputs("skysign states: say --markdown\n", stderr);
		return 4;
	}
	puts("# Life of an envelope\n\n"
	     "Made by `skysign states --markdown` from the tables in src/domain; a test compares.\n\n"
	     "## Envelope (書類)\n");
	envelope_diagram();
	envelope_table();
	puts("\nWhat is not in the table is refused. From `concluding` on nobody can stop an envelope:\n"
	     "the last act was accepted (practice: no withdrawal during sealing). An act that was accepted\n"
	     "before a decline, a withdrawal or the deadline is still signed and kept as evidence.\n\n"
	     "## Recipient (宛先)\n");
	recipient_diagram();
	puts("\n## Acts\n\n"
	     "Every act is refused with the first of these that does not hold: who, not in the trash,\n"
	     "the role, the envelope's event (409 with the code of the column), the deadline, the\n"
	     "recipient's event (409: not-your-turn, open-first, already-acted, forwarded-away by the\n"
	     "state), the other conditions in their order.\n");
	acts_table();
	conditions_table();
	return 0;
}
