/* The parts of RFC 7512 that name a token and a key on it. Where p11-kit is, it reads them
 * (pkcs11_uri.c). */
#include <stdlib.h>
#include "base/buf.h"
#include "sig/signers/pkcs11_uri.h"

enum { URI_MAX = 4096, VALUE_MAX = 1024 };
enum part { TOKEN, MANUFACTURER, SERIAL, MODEL, OBJECT, ID, SLOT, MODULE, PART_COUNT_ };
#define FIELD(member) offsetof(CK_TOKEN_INFO, member), sizeof(((CK_TOKEN_INFO *)0)->member)

static const struct {
	const char *name;
	_Bool query;	   /* behind "?" */
	size_t at, length; /* in CK_TOKEN_INFO, filled up with spaces; length 0: not there */
} parts[PART_COUNT_] = {
	[TOKEN] = { "token", 0, FIELD(label) },
	[MANUFACTURER] = { "manufacturer", 0, FIELD(manufacturerID) },
	[SERIAL] = { "serial", 0, FIELD(serialNumber) },
	[MODEL] = { "model", 0, FIELD(model) },
	[OBJECT] = { "object", 0, 0, 0 },
	[ID] = { "id", 0, 0, 0 },
	[SLOT] = { "slot-id", 0, 0, 0 },
	[MODULE] = { "module-path", 1, 0, 0 },
};

struct pkcs11_uri {
	struct buf values[PART_COUNT_];
	_Bool told[PART_COUNT_];
	CK_SLOT_ID slot;
	CK_ATTRIBUTE label, id;
};

void pkcs11_uri_free(struct pkcs11_uri *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < PART_COUNT_; i++)
		buf_done(&u->values[i]);
	free(u);
}

static enum err wrong(struct error *e, const char *why)
{
	return error_set(e, ERR_INVALID, "PKCS#11 URI: %s", why);
}

static enum err value_read(struct bytes in, struct buf *out, struct error *e)
{
	out->limit = VALUE_MAX;
	for (size_t i = 0; i < in.len; i++) {
		unsigned char byte = in.data[i];

		if (byte == '%') {
			if (in.len - i < 3 || !hex_decode((const char *)in.data + i + 1, 2, &byte))
				return wrong(e, "it is not well formed");
			i += 2;
		}
		buf_append_byte(out, byte);
	}
	return out->overflow ? wrong(e, "a part of it is too long") : ERR_OK;
}

static enum part part_of(struct bytes name, _Bool query)
{
	size_t i = 0;

	while (i < PART_COUNT_ &&
	       (parts[i].query != query || !bytes_eq(name, bytes_of_str(parts[i].name))))
		i++;
	return (enum part)i;
}

static size_t find(struct bytes in, const char *any)
{
	size_t i = 0;

	while (i < in.len && !strchr(any, in.data[i]))
		i++;
	return i;
}

static enum err part_read(struct pkcs11_uri *u, struct bytes in, _Bool query, struct error *e)
{
	size_t equals = find(in, "=");
	struct bytes name = bytes_slice(in, 0, equals);
	enum part p = part_of(name, query);

	if (query && bytes_starts_with(name, BYTES_LIT("pin-")))
		return wrong(e, "the PIN does not belong into the URI; give it apart");
	if (equals == in.len)
		return wrong(e, "it is not well formed");
	if (p == PART_COUNT_)
		return wrong(e, "it has a part that is not known");
	if (u->told[p])
		return wrong(e, "a part of it stands there twice");
	u->told[p] = 1;
	return value_read(bytes_slice(in, equals + 1, in.len), &u->values[p], e);
}

static enum err list_read(struct pkcs11_uri *u, struct bytes in, const char *between, _Bool query,
			  struct error *e)
{
	for (size_t n; in.len; in = bytes_slice(in, n < in.len ? n + 1 : n, in.len)) {
		n = find(in, between);
		if (n)
			TRY(part_read(u, bytes_slice(in, 0, n), query, e));
	}
	return ERR_OK;
}

static enum err slot_read(struct pkcs11_uri *u, struct error *e)
{
	const char *text = buf_cstr(&u->values[SLOT]);
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	u->slot = (CK_SLOT_ID)v;
	return text[0] >= '0' && text[0] <= '9' && !*end && v < UINT32_MAX
		       ? ERR_OK
		       : wrong(e, "slot-id is a number");
}

static CK_ATTRIBUTE attribute(struct pkcs11_uri *u, enum part p, CK_ATTRIBUTE_TYPE type)
{
	return (CK_ATTRIBUTE){ type, u->values[p].data, (CK_ULONG)u->values[p].len };
}

static enum err all_read(struct pkcs11_uri *u, struct bytes in, struct error *e)
{
	const struct bytes scheme = BYTES_LIT("pkcs11:");
	size_t query;

	if (!bytes_starts_with(in, scheme) || in.len > URI_MAX)
		return wrong(e, "it is not well formed");
	in = bytes_slice(in, scheme.len, in.len);
	query = find(in, "?");
	TRY(list_read(u, bytes_slice(in, 0, query), ";", 0, e));
	if (query < in.len)
		TRY(list_read(u, bytes_slice(in, query + 1, in.len), "&", 1, e));
	if (u->told[SLOT])
		TRY(slot_read(u, e));
	if (memchr(buf_cstr(&u->values[MODULE]), 0, u->values[MODULE].len))
		return wrong(e, "module-path is no name of a file");
	u->label = attribute(u, OBJECT, CKA_LABEL);
	u->id = attribute(u, ID, CKA_ID);
	return ERR_OK;
}

enum err pkcs11_uri_parse(const char *text, struct pkcs11_uri **out, struct error *e)
{
	AUTO(pkcs11_uri) struct pkcs11_uri *u = calloc(1, sizeof(*u));

	if (!u)
		abort();
	TRY(all_read(u, bytes_of_str(text), e));
	*out = TAKE_PTR(u);
	return ERR_OK;
}

const char *pkcs11_uri_module(const struct pkcs11_uri *u)
{
	return u->told[MODULE] ? (const char *)u->values[MODULE].data : NULL;
}

/* PKCS#11 §3.2: blanks fill it up. */
static struct bytes field_of(const CK_TOKEN_INFO *token, enum part p)
{
	struct bytes f = BYTES((const unsigned char *)token + parts[p].at, parts[p].length);

	while (f.len && f.data[f.len - 1] == ' ')
		f.len--;
	return f;
}

_Bool pkcs11_uri_fits(const struct pkcs11_uri *u, CK_SLOT_ID slot, const CK_SLOT_INFO *where,
		      const CK_TOKEN_INFO *token)
{
	(void)where;
	if (u->told[SLOT] && u->slot != slot)
		return 0;
	for (size_t p = 0; p < PART_COUNT_; p++)
		if (u->told[p] && parts[p].length &&
		    !bytes_eq(buf_bytes(&u->values[p]), field_of(token, (enum part)p)))
			return 0;
	return 1;
}

CK_ATTRIBUTE *pkcs11_uri_attribute(const struct pkcs11_uri *u, CK_ATTRIBUTE_TYPE type)
{
	struct pkcs11_uri *mine = (struct pkcs11_uri *)(uintptr_t)u;

	if (type == CKA_LABEL && u->told[OBJECT])
		return &mine->label;
	return type == CKA_ID && u->told[ID] ? &mine->id : NULL;
}

static void value_write(struct buf *out, struct bytes value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = value.data[i];
		_Bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			      (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';

		if (plain)
			buf_append_byte(out, c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

const char *pkcs11_uri_make(const char *module, CK_SLOT_ID slot, const CK_TOKEN_INFO *token,
			    struct bytes id, struct arena *mem)
{
	AUTO(buf) struct buf out = { 0 };

	buf_printf(&out, "pkcs11:slot-id=%lu", (unsigned long)slot);
	for (size_t p = 0; p < PART_COUNT_; p++)
		if (parts[p].length) {
			buf_printf(&out, ";%s=", parts[p].name);
			value_write(&out, field_of(token, (enum part)p));
		}
	buf_append_str(&out, ";id=");
	value_write(&out, id);
	buf_append_str(&out, "?module-path=");
	value_write(&out, bytes_of_str(module));
	return arena_strdup(mem, buf_cstr(&out));
}
