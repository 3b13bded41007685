/* The files of the browser application (web/dist), put into the executable by
 * tools/embed_files. Types are found by name when they are served. */
#pragma once
#include "http/static.h"

extern const struct static_file embedded_files[]; /* sorted by path */
extern const size_t embedded_file_count;	  /* 0: built without the browser part */
