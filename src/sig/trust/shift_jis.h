/* Shift_JIS as Windows has it (code page 932), by the system's own tables. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"

/* In mem. False when a byte of it fits no character, or mem is full. */
_Bool shift_jis_to_utf8(struct bytes in, struct arena *mem, struct bytes *out) MUST_USE;
