/* What every unit test includes before the header it tests. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define assert_ok(expr) assert_int_equal((expr), 0)
