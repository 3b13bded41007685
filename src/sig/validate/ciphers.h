/* The ciphers that the validator reads encrypted files with: src/pdf's port, src/crypto's work. */
#pragma once
#include "pdf/ciphers.h"

extern const struct pdf_ciphers sig_pdf_ciphers;
