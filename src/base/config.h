/* Settings: built-in defaults, then DATA_DIR/skysign.conf ("name = value" lines), then the
 * environment, then the command line; the last one wins. The table is settings.def. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum setting {
#define SETTING(name, type, def, kind, ja, en) SETTING_##name,
#include "base/settings.def"
#undef SETTING
	SETTING_COUNT_
};

struct config;

struct config_source {
	char *const *environ; /* NULL: none */
	const char *const
		*sets; /* "name=value" of the command line, NULL at the end; may be NULL */
};

/* Reads everything and checks every value. ERR_INVALID names the setting, where it was set and
 * what is wrong; an unknown name brings the nearest known one. */
enum err config_load(const struct config_source *src, struct config **out,
		     struct error *e) MUST_USE;
void config_free(struct config *c);
DEFINE_AUTO(config, struct config *)

const char *config_str(const struct config *c, enum setting s); /* never NULL */
uint64_t config_num(const struct config *c, enum setting s);	/* SIZE, COUNT; BOOL as 0 or 1 */
_Bool config_is_set(const struct config *c, enum setting s);	/* not the default */
const char *setting_name(enum setting s);

/* Without the spaces around it; cuts them off in place. For lists in settings. */
char *config_trim(char *s);

struct config_tsa {
	const char *name, *url;
	_Bool accredited;
};
/* The authorities of `tsa`, in order, in mem. */
enum err config_tsa_list(const struct config *c, struct arena *mem, struct config_tsa **out,
			 size_t *n_out, struct error *e) MUST_USE;

void config_markdown(struct buf *out); /* docs/operations/settings.md */
