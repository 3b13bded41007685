/* Addresses: what passes is one word with one @ that cannot end a line or leave its brackets. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include "mail/mime.h"

static void header_lines_only(const struct buf *b)
{
	static const char *const known[] = { "From: ",	       "To: ",		 "Message-ID: ",
					     "Subject: ",      "Date: ",	 "Auto-Submitted: ",
					     "MIME-Version: ", "Content-Type: ", " " };
	const char *s = (const char *)b->data;

	for (; strncmp(s, "\r\n", 2) != 0; s = strstr(s, "\r\n") + 2) {
		_Bool ok = 0;

		for (size_t i = 0; i < COUNT_OF(known); i++)
			ok = ok || !strncmp(s, known[i], strlen(known[i]));
		if (!ok)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(256 * 1024);
	AUTO(buf) struct buf b = { 0 };
	const char *address, *s = arena_strndup(mem, (const char *)data, size);
	struct mime_mail m = { .to_name = s,
			       .subject = s,
			       .text = s,
			       .html = s,
			       .from = "a@b.example",
			       .to = "c@d.example",
			       .message_id = "m.1" };

	if (!s)
		return 0;
	if (mail_address(s, mem, &address, NULL) == ERR_OK) {
		if (strpbrk(address, "<>\r\n \t,;:\"") ||
		    strchr(address, '@') != strrchr(address, '@'))
			abort();
		m.from = s;
	}
	if (mime_write(&m, &b, NULL) != ERR_OK)
		return 0;
	buf_cstr(&b);
	header_lines_only(&b);
	return 0;
}
