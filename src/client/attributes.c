#include "client/attributes.h"
#include "sig/cms/cms.h"

enum err client_attributes_check(struct bytes attrs, enum digest_alg alg,
				 struct bytes message_digest, struct bytes own_cert,
				 struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes mine;

	TRY(cms_signed_attrs(alg, message_digest, own_cert, mem, &mine, e));
	if (!bytes_eq(attrs, mine))
		return error_set(e, ERR_BAD_SIG,
				 "the server asks for a signature over something else than this "
				 "document and "
				 "this certificate; nothing was signed");
	return ERR_OK;
}
