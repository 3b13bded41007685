/* All rows of a database as one digest per table, read past the program's own connection: what an act
 * that was refused must have left as it was. */
#pragma once
#include <stddef.h>

struct dump;
struct dump *dump_open(const char *url); /* sqlite:PATH or postgresql://… */
void dump_close(struct dump *d);

enum { DUMP_TABLES_MAX = 128, DUMP_TEXT = 33 };
struct dump_state {
	size_t n;
	char name[DUMP_TABLES_MAX][64];
	char digest[DUMP_TABLES_MAX][DUMP_TEXT];
};
void dump_take(struct dump *d, struct dump_state *out);
/* The tables that hold a row with this text in it, comma-separated in the order of their names. */
void dump_tables_with(struct dump *d, const char *text, char *out, size_t cap);
/* Name of the first table that differs; NULL: none. */
const char *dump_differs(const struct dump_state *a, const struct dump_state *b);
