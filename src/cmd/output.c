#include "cmd/output.h"
#include <sys/stat.h>

enum err output_check(const char *in, const char *out, _Bool overwrite, struct error *e)
{
	struct stat a, b;

	if (overwrite || stat(in, &a) != 0 || stat(out, &b) != 0)
		return ERR_OK;
	if (a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return error_set(e, ERR_CONFLICT,
				 "%s would be overwritten; say --overwrite to do that", in);
	return ERR_OK;
}
