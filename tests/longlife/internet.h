/* The world as the code under test reaches it: a fetcher that answers by address, as the clock
 * stands, with what real authorities would say on that day. Nobody knows unknown hosts; dead ones
 * refuse. Every answer takes a second. */
#pragma once
#include "base/fetcher.h"
#include "cast.h"

struct internet {
	struct fetcher fetcher;
	struct cast *cast;
	unsigned long asked, refused;
};
struct internet internet_make(struct cast *c);
