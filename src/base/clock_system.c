/* The system's clocks. */
#include <time.h>
#include "base/clock.h"

static time_ms read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (time_ms)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static time_ms system_now(const struct clock *c)
{
	(void)c;
	return read_clock(CLOCK_REALTIME);
}

const struct clock *clock_system(void)
{
	static const struct clock c = { system_now, 0 };

	return &c;
}

time_ms clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_pause(unsigned ms)
{
	const struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}
