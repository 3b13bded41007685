#include "mail/dsn.h"
#include <ctype.h>
#include <strings.h>
#include "base/buf.h"

enum {
	VALUE_MAX = 2000, /* of a header field, unfolded; longer ones are cut */
	TEXT_MAX = 300,
	PARTS_MAX = 32,
	BLOCKS_MAX = 100,
	BOUNDARY_MAX = 70, /* RFC 2046 §5.1.1 */
};

/* Past the arena's limit a text is as if it were not there. */
static const char *kept(struct arena *mem, const char *s, size_t n)
{
	const char *copy = arena_strndup(mem, s, n);

	return copy ? copy : "";
}

/* A cursor over lines; each without its line end. */
struct lines {
	struct bytes left;
};

static _Bool next_line(struct lines *l, struct bytes *out)
{
	const unsigned char *nl;
	size_t n;

	if (!l->left.len)
		return 0;
	nl = memchr(l->left.data, '\n', l->left.len);
	n = nl ? (size_t)(nl - l->left.data) : l->left.len;
	*out = BYTES(l->left.data, n);
	if (n && out->data[n - 1] == '\r')
		out->len--;
	n += nl != NULL;
	l->left = BYTES(l->left.data + n, l->left.len - n);
	return 1;
}

static _Bool is_name(struct bytes line, const char *name)
{
	size_t n = strlen(name);

	return line.len > n && line.data[n] == ':' &&
	       !strncasecmp((const char *)line.data, name, n);
}

static void value_append(struct buf *b, struct bytes text)
{
	for (size_t i = 0; i < text.len && b->len < VALUE_MAX; i++) {
		unsigned char c = text.data[i];

		if (c > 0x20 && c < 0x7f)
			buf_append_byte(b, c);
		else if (b->len && b->data[b->len - 1] != ' ')
			buf_append_byte(b, ' ');
	}
}

/* The first field of this name in a header block (up to the first empty line), unfolded (RFC 5322
 * §2.2.3), runs of anything but visible ASCII as one space. NULL: there is none. */
static const char *field(struct bytes block, const char *name, struct arena *mem)
{
	AUTO(buf) struct buf b = { 0 };
	struct lines l = { block };
	struct bytes line;
	_Bool in = 0;

	while (next_line(&l, &line) && line.len) {
		_Bool folded = line.data[0] == ' ' || line.data[0] == '\t';

		if (in && !folded)
			break;
		if (in) {
			value_append(&b, line);
		} else if (!folded && is_name(line, name)) {
			in = 1;
			value_append(&b, BYTES(line.data + strlen(name) + 1,
					       line.len - strlen(name) - 1));
		}
	}
	if (!in)
		return NULL;
	while (b.len && b.data[b.len - 1] == ' ')
		b.len--;
	return arena_strndup(mem, b.len ? (const char *)b.data : "", b.len);
}

/* What follows the block's empty line. */
static struct bytes body_of(struct bytes block)
{
	struct lines l = { block };
	struct bytes line;

	while (next_line(&l, &line))
		if (!line.len)
			break;
	return l.left;
}

static _Bool media_is(const char *type, const char *wanted)
{
	size_t n = strlen(wanted);

	return type && !strncasecmp(type, wanted, n) &&
	       (!type[n] || type[n] == ';' || type[n] == ' ');
}

/* Of a Content-Type (RFC 2045 §5.1): the parameter's value, with or without quotes. NULL: absent.
 */
static const char *parameter(const char *type, const char *name, struct arena *mem)
{
	size_t n = strlen(name);

	for (const char *p = strchr(type, ';'); p; p = strchr(p, ';')) {
		for (p++; *p == ' ';)
			p++;
		if (strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		return *p == '"' ? arena_strndup(mem, p + 1, strcspn(p + 1, "\""))
				 : arena_strndup(mem, p, strcspn(p, "; "));
	}
	return NULL;
}

/* "--boundary", "--boundary--"; white space behind it is allowed (RFC 2046 §5.1.1). */
static _Bool is_delimiter(struct bytes line, const char *boundary, _Bool *last)
{
	size_t n = strlen(boundary);

	if (line.len < n + 2 || memcmp(line.data, "--", 2) || memcmp(line.data + 2, boundary, n))
		return 0;
	line = BYTES(line.data + n + 2, line.len - n - 2);
	*last = line.len >= 2 && !memcmp(line.data, "--", 2);
	for (size_t i = *last ? 2 : 0; i < line.len; i++)
		if (line.data[i] != ' ' && line.data[i] != '\t')
			return 0;
	return 1;
}

static _Bool is_report_part(struct bytes part, struct arena *mem)
{
	const char *type = field(part, "Content-Type", mem);
	const char *coding = field(part, "Content-Transfer-Encoding", mem);

	/* RFC 3464 §2: 7bit; RFC 6533 §3 allows 8bit. */
	if (coding && *coding && strcasecmp(coding, "7bit") && strcasecmp(coding, "8bit"))
		return 0;
	return media_is(type, "message/delivery-status") ||
	       media_is(type, "message/global-delivery-status");
}

/* From begin (NULL: no part has begun) to end, when that is the part that programs read. */
static _Bool take_part(const unsigned char *begin, const unsigned char *end, struct arena *mem,
		       struct bytes *out)
{
	if (!begin || !is_report_part(BYTES(begin, (size_t)(end - begin)), mem))
		return 0;
	*out = BYTES(begin, (size_t)(end - begin));
	return 1;
}

/* The part that programs read; *out is empty when there is none. Reports that were cut have no
 * closing delimiter: their last part ends with the message. */
static enum err report_part(struct bytes body, const char *boundary, struct arena *mem,
			    struct bytes *out, struct error *e)
{
	struct lines l = { body };
	const unsigned char *begin = NULL;
	struct bytes line;
	unsigned parts = 0;
	_Bool last = 0;

	*out = (struct bytes){ 0 };
	while (!last && next_line(&l, &line)) {
		if (!is_delimiter(line, boundary, &last))
			continue;
		if (take_part(begin, line.data, mem, out))
			return ERR_OK;
		if (++parts > PARTS_MAX)
			return error_set(e, ERR_TOO_LARGE, "a report with more than %d parts",
					 PARTS_MAX);
		begin = l.left.data;
	}
	if (!last)
		take_part(begin, body.data + body.len, mem, out);
	return ERR_OK;
}

/* RFC 3463 §2: class "." subject "." detail */
static const char *status_of(const char *text, struct arena *mem)
{
	size_t digits[3] = { 0 }, n = 0;

	for (unsigned i = 0; text && i < 3; i++) {
		while (isdigit((unsigned char)text[n]) && digits[i] < 4) {
			digits[i]++;
			n++;
		}
		if (i < 2 && text[n++] != '.')
			return "";
	}
	if (!text || digits[0] != 1 || !strchr("245", text[0]) || !digits[1] || digits[1] > 3 ||
	    !digits[2] || digits[2] > 3)
		return "";
	return kept(mem, text, n);
}

static enum dsn_kind kind_of(const char *action, const char *status)
{
	static const struct {
		const char *action;
		enum dsn_kind kind;
	} kinds[] = {
		{ "failed", DSN_FAILED }, { "delayed", DSN_DELAYED }, { "delivered", DSN_OTHER },
		{ "relayed", DSN_OTHER }, { "expanded", DSN_OTHER },
	};

	for (size_t i = 0; action && i < COUNT_OF(kinds); i++)
		if (!strncasecmp(action, kinds[i].action, strlen(kinds[i].action)))
			return kinds[i].kind;
	/* RFC 3464 §2.3.3 demands an Action; who leaves it out still says the class. */
	return *status == '5' ? DSN_FAILED : *status == '4' ? DSN_DELAYED : DSN_OTHER;
}

/* "smtp; 550 5.1.1 no such user": the words alone. */
static const char *words_of(const char *diagnostic, struct arena *mem)
{
	const char *semicolon = diagnostic ? strchr(diagnostic, ';') : NULL;
	const char *p = semicolon ? semicolon + 1 : diagnostic ? diagnostic : "";

	while (*p == ' ')
		p++;
	return kept(mem, p, strnlen(p, TEXT_MAX));
}

/* One recipient's fields (RFC 3464 §2.3); the worse of this and what was there stays. */
static void recipient_block(struct bytes block, struct arena *mem, struct dsn *worst)
{
	const char *status = status_of(field(block, "Status", mem), mem);
	const char *action = field(block, "Action", mem);
	enum dsn_kind kind;

	if (!action && !*status)
		return; /* the fields of the whole message */
	kind = kind_of(action, status);
	if (kind > worst->kind) {
		worst->kind = kind;
		worst->status = status;
		worst->text = words_of(field(block, "Diagnostic-Code", mem), mem);
	}
}

static enum err read_blocks(struct bytes body, struct arena *mem, struct dsn *out, struct error *e)
{
	for (unsigned n = 0; body.len; n++) {
		if (n == BLOCKS_MAX)
			return error_set(e, ERR_TOO_LARGE, "a report on more than %d recipients",
					 BLOCKS_MAX);
		recipient_block(body, mem, out);
		body = body_of(body);
	}
	return ERR_OK;
}

/* RFC 3464 §2: a report has no one to answer to. */
static _Bool from_a_person(struct bytes msg, struct arena *mem)
{
	const char *path = field(msg, "Return-Path", mem);

	return path && *path && strcmp(path, "<>") != 0;
}

enum err dsn_parse(struct bytes msg, struct arena *mem, struct dsn *out, struct error *e)
{
	const char *type = field(msg, "Content-Type", mem), *boundary, *report;
	struct dsn d = { DSN_NONE, "", "" };
	struct bytes part;

	if (msg.len > DSN_MESSAGE_MAX)
		msg.len = DSN_MESSAGE_MAX;
	*out = d;
	if (!media_is(type, "multipart/report") || from_a_person(msg, mem))
		return ERR_OK;
	report = parameter(type, "report-type", mem);
	boundary = parameter(type, "boundary", mem);
	if (!report ||
	    (strcasecmp(report, "delivery-status") && strcasecmp(report, "global-delivery-status")))
		return ERR_OK;
	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return ERR_OK;
	TRY(report_part(body_of(msg), boundary, mem, &part, e));
	if (!part.data)
		return ERR_OK;
	TRY(read_blocks(body_of(part), mem, &d, e));
	*out = d;
	return ERR_OK;
}

const char *verp_address(struct arena *mem, const char *token, const char *domain)
{
	return arena_printf(mem, "bounces+%s@%s", token, domain);
}

_Bool verp_token(const char *text, const char *domain, char out[DSN_TOKEN_SIZE])
{
	static const char mark[] = "bounces+";
	size_t token = DSN_TOKEN_SIZE - 1, n = strlen(domain);

	for (; *text; text++) {
		const char *t = text + sizeof(mark) - 1;
		size_t i = 0;

		if (strncasecmp(text, mark, sizeof(mark) - 1) != 0)
			continue;
		for (; i < token && t[i] &&
		       strchr("abcdefghijklmnopqrstuvwxyz234567", tolower((unsigned char)t[i]));
		     i++)
			out[i] = (char)tolower((unsigned char)t[i]);
		out[i] = '\0';
		if (i == token && t[i] == '@' && !strncasecmp(t + i + 1, domain, n) &&
		    !isalnum((unsigned char)t[i + 1 + n]) &&
		    !strchr(".-", t[i + 1 + n] ? t[i + 1 + n] : ' '))
			return 1;
	}
	return 0;
}

_Bool verp_token_of_message(struct bytes msg, const char *domain, char out[DSN_TOKEN_SIZE])
{
	static const char *const names[] = { "X-Original-To", "Delivered-To", "Envelope-To", "To" };
	AUTO(arena) struct arena *mem = arena_new(64 * 1024);

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = field(msg, names[i], mem);

		if (value && verp_token(value, domain, out))
			return 1;
	}
	return 0;
}
