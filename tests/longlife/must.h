/* What cannot fail unless the walk itself is broken. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include "base/error.h"

#define MUST(x)                                                                                    \
	do {                                                                                       \
		if (!(x)) {                                                                        \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);                    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* call gives an enum err and puts its message into `error`. */
#define MUST_OK(call)                                                                              \
	do {                                                                                       \
		struct error error = { 0 };                                                        \
                                                                                                   \
		if ((call) != ERR_OK) {                                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, error.msg);             \
			abort();                                                                   \
		}                                                                                  \
	} while (0)
