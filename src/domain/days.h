/* Days of Japan, where deadlines and reminders are read: a day is a number that grows by one at every
 * midnight there (UTC+9, no summer time). */
#pragma once
#include "base/clock.h"

#define HOUR_MS ((time_ms)60 * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)
#define JAPAN_MS (9 * HOUR_MS)

static inline UNUSED int64_t day_of(time_ms t)
{
	return (t + JAPAN_MS) / DAY_MS;
}
/* An hour of that day in Japan. */
static inline UNUSED time_ms day_hour(int64_t day, int hour)
{
	return day * DAY_MS - JAPAN_MS + hour * HOUR_MS;
}
