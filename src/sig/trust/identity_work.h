/* What the readers of src/sig/trust/identity*.c share; for them only. */
#pragma once
#include "sig/asn1/der.h"
#include "sig/trust/identity.h"

enum { IDENTITY_ITEMS_MAX = 32 };

struct identity_work {
	struct arena *mem;
	enum identity_kind kind;
	struct identity_item items[IDENTITY_ITEMS_MAX];
	size_t n;
	unsigned notes;
};
void identity_note(struct identity_work *w, enum identity_note note);
/* value: in the arena. An empty one is not kept. */
void identity_add(struct identity_work *w, enum identity_field field, const char *value);
/* Decodes a DirectoryString and adds it; what cannot be read becomes a note. */
void identity_add_string(struct identity_work *w, enum identity_field field, const struct der_item *s);
/* The string decoded and tamed, at most `longest` characters; NULL with a note when it cannot be read. */
const char *identity_string(struct identity_work *w, const struct der_item *s, size_t longest);

/* One UTF-8 character of in at *at, which it advances; false at the end or when malformed. */
_Bool identity_utf8_next(struct bytes in, size_t *at, uint32_t *out);
size_t identity_utf8_count(const char *valid);

/* A Name (X.501), flattened. */
enum { NAME_PARTS_MAX = 32 };
struct name_part {
	struct bytes type; /* content of the object identifier */
	struct der_item value;
};
/* False when it is malformed or has more parts than the maximum. */
_Bool identity_name_parts(struct bytes name, struct name_part *out, size_t *n) MUST_USE;
/* The kind whose issuer has this name or one that begins like it; IDENTITY_NONE: nobody we know. */
enum identity_kind identity_kind_of_issuer(struct bytes name);
_Bool identity_issuer_on_record(enum identity_kind kind);

/* A GeneralNames (RFC 5280 §4.2.1.6): its next name with this tag. False at the end, and with a note
 * when it is malformed. */
enum { SAN_OTHER_NAME = DER_CONTEXT_CONS(0), SAN_DIRECTORY_NAME = DER_CONTEXT_CONS(4) };
struct identity_names {
	struct identity_work *w;
	struct der rest;
};
struct identity_names identity_names_open(struct identity_work *w, struct bytes san);
_Bool identity_names_next(struct identity_names *n, unsigned char tag, struct bytes *content);

/* What each kind says. Contents of extensions come without their OCTET STRING; empty: absent. */
void identity_read_corporation(struct identity_work *w, struct bytes ext);
void identity_read_registrar(struct identity_work *w, struct bytes ext);
void identity_read_jpki(struct identity_work *w, struct bytes san);
void identity_read_offices(struct identity_work *w, struct bytes subject, struct bytes san);
void identity_read_attorney(struct identity_work *w, struct bytes san);
/* Does the subject's alternative name look like that of such a certificate? */
_Bool identity_claims_jpki(struct identity_work *w, struct bytes san);
_Bool identity_claims_attorney(struct identity_work *w, struct bytes san);
