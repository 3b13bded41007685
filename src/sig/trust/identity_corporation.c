/* 商業登記電子証明書: the Ministry of Justice's extensions, arc 1.2.392.100300.1.1. */
#include "sig/trust/identity_work.h"

enum { NUMBER_DIGITS = 12 };

/* RegisteredCorporationInfoSyntax: EXPLICIT tags in ascending order. [5] was seen nowhere. */
static const struct {
	unsigned char tag;
	_Bool needed;
	enum identity_field field;
} parts[] = {
	{ DER_CONTEXT_CONS(0), 1, IDENTITY_FIELD_COMPANY },
	{ DER_CONTEXT_CONS(1), 1, IDENTITY_FIELD_COMPANY_NUMBER },
	{ DER_CONTEXT_CONS(2), 0, IDENTITY_FIELD_HEAD_OFFICE },
	{ DER_CONTEXT_CONS(3), 0, IDENTITY_FIELD_REPRESENTATIVE },
	{ DER_CONTEXT_CONS(4), 0, IDENTITY_FIELD_REPRESENTATIVE_TITLE },
	{ DER_CONTEXT_CONS(6), 0, IDENTITY_FIELD_REGISTRY },
};

static size_t row_of(unsigned char tag)
{
	size_t i = 0;

	while (i < COUNT_OF(parts) && parts[i].tag != tag)
		i++;
	return i;
}

static _Bool is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n == NUMBER_DIGITS && !s[n];
}

static enum err read_part(struct identity_work *w, const struct der_item *part)
{
	size_t row = row_of(part->tag);
	struct der in = der_reader(part->content);
	struct der_item string;

	if (row == COUNT_OF(parts)) {
		identity_note(w, IDENTITY_NOTE_UNKNOWN_PART);
		return ERR_OK;
	}
	TRY(der_next(&in, &string, NULL));
	TRY(der_finish(&in, "the string", NULL));
	identity_add_string(w, parts[row].field, &string);
	return ERR_OK;
}

static enum err read_parts(struct identity_work *w, struct bytes ext)
{
	struct der in = der_reader(ext), list;
	struct der_item part;
	unsigned char last = 0;

	TRY(der_enter(&in, DER_SEQUENCE, &list, NULL));
	TRY(der_finish(&in, "the registered corporation", NULL));
	while (der_more(&list)) {
		TRY(der_next(&list, &part, NULL));
		if (part.tag == last)
			identity_note(w, IDENTITY_NOTE_DUPLICATE);
		else if (part.tag < last)
			return ERR_BAD_DER;
		else
			TRY(read_part(w, &part));
		last = part.tag;
	}
	return ERR_OK;
}

static const char *value_of(const struct identity_work *w, enum identity_field field)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].field == field)
			return w->items[i].value;
	return NULL;
}

void identity_read_corporation(struct identity_work *w, struct bytes ext)
{
	const char *number;

	if (read_parts(w, ext) != ERR_OK)
		identity_note(w, IDENTITY_NOTE_MALFORMED);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i].needed && !value_of(w, parts[i].field))
			identity_note(w, IDENTITY_NOTE_INCOMPLETE);
	number = value_of(w, IDENTITY_FIELD_COMPANY_NUMBER);
	if (number && !is_number(number))
		identity_note(w, IDENTITY_NOTE_NUMBER_MALFORMED);
}

void identity_read_registrar(struct identity_work *w, struct bytes ext)
{
	struct der in = der_reader(ext);
	struct der_item string;

	if (ext.len == 0)
		return;
	if (der_expect(&in, DER_UTF8, &string, NULL) != ERR_OK || der_more(&in))
		identity_note(w, IDENTITY_NOTE_MALFORMED);
	else
		identity_add_string(w, IDENTITY_FIELD_REGISTRAR, &string);
}
