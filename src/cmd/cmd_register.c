/* skysign register verify DIR: proves the sealer's register. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "cmd/command.h"
#include "sealer/register.h"

enum { EXIT_USAGE = 4 };

static void print(const struct reg_summary *sum)
{
	char first[TIME_RFC3339_SIZE], last[TIME_RFC3339_SIZE], head[2 * RECORD_HASH + 1];

	hex_encode(BYTES(sum->head, RECORD_HASH), head);
	puts("intact");
	printf("records %" PRIu64 "\n", sum->records);
	if (sum->records) {
		time_rfc3339(sum->first, first);
		time_rfc3339(sum->last, last);
		printf("first %s\nlast %s\n", first, last);
	}
	printf("head %s\n", head);
	if (sum->torn)
		printf("incomplete last line: %" PRIu64 " bytes, never answered\n", sum->torn);
}

int cmd_register(int argc, char **argv)
{
	struct reg_summary sum;
	struct error e = { 0 };
	char *path;
	enum err rc;

	if (argc != 3 || strcmp(argv[1], "verify") != 0) {
		fputs("usage: skysign register verify DIR\n", stderr);
		return EXIT_USAGE;
	}
	if (asprintf(&path, "%s/sealer/register", argv[2]) < 0)
		abort();
	rc = reg_verify(path, &sum, &e);
	free(path);
	if (rc == ERR_OK) {
		print(&sum);
		return 0;
	}
	fprintf(stderr, "skysign register: %s\n", e.msg);
	return err_exit_status(rc);
}
