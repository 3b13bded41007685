/* Cairo 1.16 itself loses an array of some 150 bytes per document with embedded
 * fonts; the leak checker is told, and still sees every leak of ours. */
#pragma once

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo.so";
}
