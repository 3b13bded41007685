/* Runs every file of a fuzz corpus through its target: linked with fuzz/fuzz_NAME.c, the
 * argument is fuzz/corpus/NAME. So each crash that was found stays a test. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../fuzz/fuzz.h"

enum { FILE_MAX = 4 << 20 };

static int replay(const char *dir, const char *name)
{
	static unsigned char data[FILE_MAX];
	unsigned char *exact;
	char path[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 0;
	}
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	exact = malloc(n ? n : 1); /* so that a sanitizer sees a read past the end */
	if (!exact)
		abort();
	memcpy(exact, data, n);
	fprintf(stderr, "%s: %zu bytes\n", name, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 1;
}

int main(int argc, char **argv)
{
	unsigned files = 0;
	struct dirent *entry;
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;

	if (!dir) {
		fprintf(stderr, "usage: replay CORPUS: %s\n", strerror(errno));
		return 2;
	}
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			files += (unsigned)replay(argv[1], entry->d_name);
	closedir(dir);
	printf("%u files\n", files);
	return files ? 0 : 1; /* a corpus that has gone missing is a failure */
}
