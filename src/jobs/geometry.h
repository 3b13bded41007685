/* struct pdf_tail without its bytes, as the JSON that the seal's row keeps. */
#pragma once
#include "base/arena.h"
#include "pdf/update.h"

const char *geometry_write(const struct pdf_tail *t, struct arena *mem); /* NULL: mem is full */
/* ERR_INTERNAL when it is not what geometry_write makes. data and len stay 0. */
enum err geometry_read(const char *json, struct pdf_tail *out, struct error *e) MUST_USE;
