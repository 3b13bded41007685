/* What is missing for production: a table of checks (doctor.def), each with its fix in two
 * languages; for `skysign doctor` and the system page. */
#pragma once
#include "cmd/service.h"

struct doctor_finding {
	const char *code, *text, *fix; /* in the language asked for */
	const char *why; /* of a failure, for the operator; NULL: nothing more to say */
	_Bool ok;
};
/* All of them in order, in mem. Asks mail server and sealer: may take some seconds. */
size_t doctor_look(const struct service *s, const char *lang, struct arena *mem,
		   const struct doctor_finding **out);

/* Is the kernel's clock held by NTP? A function of its own, so that a test can say. */
_Bool clock_is_synchronised(int adjtimex_state, int adjtimex_status);
