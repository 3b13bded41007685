/* The system's clocks, on Windows. */
#include <windows.h>
#include "base/clock.h"

enum { TICKS_A_MS = 10000 };
/* FILETIME counts from 1601-01-01. */
static const time_ms epoch = 11644473600000;

static time_ms system_now(const struct clock *c)
{
	FILETIME t;

	(void)c;
	GetSystemTimePreciseAsFileTime(&t);
	return (time_ms)(((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime) / TICKS_A_MS) - epoch;
}

const struct clock *clock_system(void)
{
	static const struct clock c = { system_now, 0 };

	return &c;
}

time_ms clock_monotonic(void)
{
	return (time_ms)GetTickCount64();
}

void clock_pause(unsigned ms)
{
	Sleep(ms);
}
