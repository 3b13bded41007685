/* Shared by the files that read and write values of fields; inside a transaction. */
#pragma once
#include "domain/field.h"

/* Who holds the seat now; NULL: nobody, the recipient was removed from the draft. */
const struct recipient *field_holder(const struct dossier *x, const char *seat);
/* Asks d->drawing; *code_out NULL when it fits, or nobody can be asked. */
enum err field_fits(struct domain *d, const struct input_field *f, const struct field_content *c,
		    const char **code_out, struct error *e) MUST_USE;
/* Encrypts and saves; act NULL: it may be changed again. */
enum err field_value_write(struct domain *d, const struct input_field *f,
			   const struct field_content *c, const char *act,
			   struct error *e) MUST_USE;
/* What such a field has before anybody fills it in: JSON; NULL: nothing. who NULL: the sender. */
const char *field_initial(struct domain *d, const struct input_field *f,
			  const struct recipient *who);
/* May this member (NULL: none) show company seals? The role says so. */
enum err field_may_company(struct domain *d, const char *account, _Bool *out,
			   struct error *e) MUST_USE;
