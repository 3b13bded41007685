/* Dates of PDF (ISO 32000-2 §7.9.4): D:YYYYMMDDHHmmSSOHH'mm, everything after the year optional. */
#pragma once
#include "base/bytes.h"
#include "base/clock.h"

_Bool pdf_date_parse(struct bytes text, time_ms *out) MUST_USE;
