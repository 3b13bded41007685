/* What the signer's program needs of os/file.h, on Windows. */
#include <windows.h>
#include "os/file.h"
#include "os/file_windows.h"
#include "os/wide.h"

static enum err failed(struct error *e, const char *what, const char *path)
{
	DWORD why = GetLastError();
	_Bool absent = why == ERROR_FILE_NOT_FOUND || why == ERROR_PATH_NOT_FOUND ||
		       why == ERROR_INVALID_NAME;

	return error_set(e, absent ? ERR_NOT_FOUND : ERR_IO, "%s %s: error %lu of Windows%s", what,
			 path, why, why == ERROR_ACCESS_DENIED ? " (access denied)" : "");
}

enum err file_read_open(void *file, const char *path, size_t max, struct buf *out, struct error *e)
{
	unsigned char block[16384];
	size_t total = 0;
	DWORD n = 0;

	do {
		if (!ReadFile(file, block, sizeof(block), &n, NULL))
			return failed(e, "read", path);
		total += n;
		if (total > max)
			return error_set(e, ERR_TOO_LARGE, "%s is larger than %zu bytes", path,
					 max);
		buf_append(out, BYTES(block, n));
	} while (n);
	SecureZeroMemory(block, sizeof(block)); /* it may have been a key */
	return ERR_OK;
}

enum err file_read(const char *path, size_t max, struct buf *out, struct error *e)
{
	AUTO_WIDE wchar_t *wide = wide_of(path);
	HANDLE file;
	enum err rc;

	if (!wide)
		return error_set(e, ERR_NOT_FOUND, "open %s: no name of a file", path);
	file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
			   FILE_ATTRIBUTE_NORMAL, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return failed(e, "open", path);
	rc = file_read_open(file, path, max, out, e);
	CloseHandle(file);
	return rc;
}
