#include "domain/certification.h"

_Bool certification_is_free(const struct dossier *x)
{
	size_t own = 0;

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (!recipient_signs(r))
			continue;
		if (strcmp(r->method, "own_certificate") != 0)
			return 0;
		own++;
	}
	return own > 0;
}

_Bool certification_is_given(const struct dossier *x)
{
	return x->v.certify || !certification_is_free(x);
}

const char *certification_name(const struct dossier *x)
{
	return certification_is_given(x) ? "provider" : "none";
}
