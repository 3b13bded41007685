/* Key material on Windows: whole pages of its own between pages that nobody may touch, kept out of
 * the page file, at the end of the pages so that running over is noticed at once. */
#include <stdlib.h>
#include <windows.h>
#include "crypto/secret.h"

static size_t page_size(void)
{
	SYSTEM_INFO info;

	GetSystemInfo(&info);
	return info.dwPageSize;
}

/* Bytes of the pages between the guards. */
static size_t inner_size(size_t len, size_t page)
{
	return (len + page - 1) / page * page;
}

struct secret *secret_alloc(size_t len)
{
	struct secret *s = malloc(sizeof(*s));
	size_t page = page_size(), inner = inner_size(len ? len : 1, page);
	unsigned char *whole;
	DWORD before;

	if (!s || len > SIZE_MAX / 2)
		abort();
	whole = VirtualAlloc(NULL, inner + 2 * page, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
	if (!whole || !VirtualProtect(whole, page, PAGE_NOACCESS, &before) ||
	    !VirtualProtect(whole + page + inner, page, PAGE_NOACCESS, &before))
		abort();
	VirtualLock(whole + page,
		    inner); /* refused past the process's share: usable all the same */
	s->data = whole + page + inner - len;
	s->len = len;
	return s;
}

void secret_free(struct secret *s)
{
	size_t page = page_size(), inner;
	unsigned char *first;

	if (!s)
		return;
	inner = inner_size(s->len ? s->len : 1, page);
	first = s->data + s->len - inner;
	SecureZeroMemory(first, inner);
	VirtualUnlock(first, inner);
	VirtualFree(first - page, 0, MEM_RELEASE);
	free(s);
}

void secret_wipe(void *data, size_t len)
{
	if (len)
		SecureZeroMemory(data, len);
}
