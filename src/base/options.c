#include "base/options.h"

/* Is arg this option, alone or with "=value"? */
static _Bool matches(const struct option *o, const char *arg, const char **value)
{
	size_t n = strlen(o->name);

	if (strncmp(arg, o->name, n) != 0 || (arg[n] != '\0' && arg[n] != '='))
		return 0;
	*value = arg[n] == '=' ? arg + n + 1 : NULL;
	return 1;
}

static const struct option *find(const struct option *options, size_t n, const char *arg,
				 const char **value)
{
	for (size_t i = 0; i < n; i++)
		if (matches(&options[i], arg, value))
			return &options[i];
	return NULL;
}

static enum err store(const struct option *o, const char *value, struct error *e)
{
	struct option_list *list = o->to;

	switch (o->kind) {
	case OPTION_FLAG:
		if (value)
			return error_set(e, ERR_INVALID, "%s takes no value", o->name);
		*(_Bool *)o->to = 1;
		return ERR_OK;
	case OPTION_TEXT:
		*(const char **)o->to = value;
		return ERR_OK;
	case OPTION_LIST:
		if (list->n == OPTION_LIST_MAX)
			return error_set(e, ERR_INVALID, "%s stands more than %d times", o->name,
					 OPTION_LIST_MAX);
		list->items[list->n++] = value;
		return ERR_OK;
	}
	return ERR_OK;
}

enum err options_parse(const struct option *options, size_t n, int argc, char **argv,
		       int *left_out, struct error *e)
{
	_Bool ended = 0;
	int left = 0;

	for (int i = 1; i < argc; i++) {
		const char *value = NULL;
		const struct option *o;

		if (ended || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[1 + left++] = argv[i];
			continue;
		}
		ended = !strcmp(argv[i], "--");
		if (ended)
			continue;
		o = find(options, n, argv[i], &value);
		if (!o)
			return error_set(e, ERR_INVALID, "unknown option %s", argv[i]);
		if (o->kind != OPTION_FLAG && !value) {
			if (i + 1 == argc)
				return error_set(e, ERR_INVALID, "%s needs a value", o->name);
			value = argv[++i];
		}
		TRY(store(o, value, e));
	}
	*left_out = left;
	return ERR_OK;
}
