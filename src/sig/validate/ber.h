/* How long a BER element is (X.690 §8.1), indefinite lengths included, without
 * trusting anything in it. A signature's /Contents is such an element followed by zeros. */
#pragma once
#include "base/bytes.h"

enum { BER_DEPTH_MAX = 32 };

/* Length of the first element of in; 0 when there is no whole one. */
size_t ber_element(struct bytes in) MUST_USE;
/* True when in holds nothing but zero bytes. */
_Bool ber_padding(struct bytes in) MUST_USE;
