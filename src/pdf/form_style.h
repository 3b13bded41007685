/* Colours as forms give them. Inside src/pdf only. */
#pragma once
#include <stddef.h>

/* n numbers 0..1 as grey (1), RGB (3) or CMYK (4); false for anything else, none included. */
_Bool pdf_style_rgb(const double *v, size_t n, double out[3]);
