/* The words that a recipient acts with (同意文, 承認文, 確認文), by version: the version that was shown
 * stays with the act for ever, so a text is never changed, a new version is added. */
#pragma once
#include "domain/recipient_role.h"

/* The newest version for a role; NULL: this role says nothing (cc). */
const char *statement_current(enum recipient_role role);
/* NULL for an unknown version. */
const char *statement_text(const char *version, const char *lang);
/* 「締結する権限を有します」; NULL also where none is asked for. */
const char *statement_authority(const char *version, const char *lang);
