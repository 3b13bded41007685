#include "evidence/build.h"
#include <archive.h>
#include <gnu/libc-version.h>
#include "base/attr.h"
#include "build_commit.h"

static const struct {
	const char *name, *version;
} libraries[] = { BUILD_LIBRARIES };

const char *build_id(void)
{
	return BUILD_VERSION " (" BUILD_COMMIT ")";
}

json_t *build_json(void)
{
	json_t *list = json_object();

	for (size_t i = 0; i < COUNT_OF(libraries); i++)
		json_object_set_new(list, libraries[i].name, json_string(libraries[i].version));
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:o}", "program", "skysign", "version",
			 BUILD_VERSION, "commit", BUILD_COMMIT, "compiler", __VERSION__,
			 "running_with", "glibc", gnu_get_libc_version(), "libarchive",
			 archive_version_details(), "built_with", list);
}
