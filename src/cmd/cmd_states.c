/* skysign states: the life of envelopes and recipients, from the tables that decide it. */
#include <stdio.h>
#include "cmd/command.h"
#include "domain/envelope_state.h"
#include "domain/recipient_state.h"

static const struct {
	unsigned effect;
	const char *text;
} effects[] = {
	{ FX_AUDIT, "audit event" },
	{ FX_NOTIFY, "mails" },
	{ FX_PREPARE, "job: fields and certification signature" },
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
	return 0;
}
