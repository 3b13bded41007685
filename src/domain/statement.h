/* The words that a party agrees with (同意文), by version: the version that was shown stays with the
 * agreement for ever, so a text is never changed, a new version is added. */
#pragma once
#include "base/attr.h"

const char *statement_current(void); /* version */
/* NULL for an unknown version. */
const char *statement_text(const char *version, const char *lang);
const char *statement_authority(const char *version, const char *lang); /* 「締結する権限を有します」 */
