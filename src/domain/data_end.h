/* The end of a customer's data: counterparties are told while they can still download (practice).
 */
#pragma once
#include "domain/domain.h"

#define DATA_NOTICE_MS ((time_ms)30 * 24 * 60 * 60 * 1000) /* so long before */

/* Enqueues the job for every organisation whose time has come; safe to call at any time. */
enum err data_end_plan(struct domain *d, struct error *e) MUST_USE;
/* One round of the mails, in the caller's transaction, to those who were not told yet. *more false:
 * all are. */
enum err data_end_tell(struct domain *d, _Bool *more, struct error *e) MUST_USE;
/* Sets or takes back (0) the day; the customer is then leaving, or active again. */
enum err data_end_set_day(struct domain *d, time_ms ends_at, struct error *e) MUST_USE;
