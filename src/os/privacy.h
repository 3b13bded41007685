/* A process that holds a person's PIN: nobody of the same user looks into it, no report of a crash
 * carries its memory away, and no library is loaded from a folder that others write to. To be
 * called first. */
#pragma once

void process_keep_private(void);
