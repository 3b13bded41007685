/* Compiler attributes and scope-bound cleanup used everywhere. */
#pragma once
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
/* MinGW's own name for the C standard's formats; "printf" means those of Microsoft there. */
#ifdef __MINGW32__
#define PRINTF_LIKE(f, a) __attribute__((format(gnu_printf, f, a)))
#else
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#endif
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define UNUSED __attribute__((unused))

/* AUTO(envelope) struct envelope *v = NULL;
 * calls envelope_free(v) when v leaves its scope. */
#define AUTO(name) __attribute__((cleanup(name##_autop)))
#define DEFINE_AUTO(name, type)                        \
	static inline UNUSED void name##_autop(type *p) \
	{                                              \
		name##_free(*p);                       \
	}

/* For value types: AUTO(buf) struct buf b = {0}; calls buf_done(&b). */
#define DEFINE_AUTO_DONE(name, type)                   \
	static inline UNUSED void name##_autop(type *p) \
	{                                              \
		name##_done(p);                        \
	}

/* Gives ownership away: return TAKE_PTR(v); */
static inline UNUSED void *take_ptr_(void *pp)
{
	void *p;

	memcpy(&p, pp, sizeof(p));
	memset(pp, 0, sizeof(p));
	return p;
}
#define TAKE_PTR(p) take_ptr_(&(p))
