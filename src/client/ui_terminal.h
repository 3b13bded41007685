/* The person at a terminal, or nobody: headless use answers with what was given beforehand. Output
 * is text in Japanese or English; secrets are read without being shown, from the terminal or from a
 * descriptor, and never twice from the latter. */
#pragma once
#include "client/ui.h"

struct ui_terminal {
	struct ui ui; /* first: the port is the object */
	_Bool ja;
	_Bool yes;  /* consent was given beforehand; what is dangerous is refused all the same */
	int pin_fd; /* -1: the terminal */
	_Bool pin_taken;
};
void ui_terminal_init(struct ui_terminal *t, _Bool ja);

/* Lists certificates, also those that cannot be chosen. */
void ui_terminal_list(const struct ui_terminal *t, const struct key_cert *certs, size_t n);
/* How a run ended badly. told: the server's words; NULL: none. */
void ui_terminal_failed(const struct ui_terminal *t, enum err rc, const char *told,
			const struct error *e);
