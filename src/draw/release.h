/* Gives back what Pango and fontconfig keep, for a process that is about to end and is
 * looked at by a leak checker. Nothing may be drawn after it. */
#pragma once

void draw_release(void);
