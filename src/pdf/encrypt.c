#include "pdf/doc_private.h"

/* Bits of /P (ISO 32000-2 table 22), numbered from 1. */
enum { MAY_MODIFY = 1 << 3, MAY_ANNOTATE = 1 << 5, MAY_FILL = 1 << 8 };

enum err pdf_encrypt_refuse(struct pdf_doc *d, const struct pdf_obj *encrypt, struct error *e)
{
	const struct pdf_obj *dict, *p;
	int64_t bits;

	TRY(pdf_doc_resolve(d, encrypt, &dict, e));
	TRY(pdf_doc_get(d, dict, "P", &p, e));
	bits = p->kind == PDF_INT ? p->u.integer : -1;
	if (!(bits & MAY_MODIFY) || !(bits & (MAY_ANNOTATE | MAY_FILL)))
		return error_set(e, ERR_PDF_RESTRICTED,
				 "the file is encrypted and its permissions forbid changes or "
				 "signatures; save it without restrictions in the program that made "
				 "it, then use that file");
	return error_set(e, ERR_PDF_ENCRYPTED,
			 "the file is encrypted; save it without a password in the program that "
			 "made it, then use that file");
}
