/* The terms that a recipient accepts once (利用条件), by version: like statement.h, a text is never
 * changed, a new version is added and asked for again. */
#pragma once
#include "base/attr.h"

const char *terms_current(void);
const char *terms_text(const char *version, const char *lang); /* NULL: unknown version */
