/* 公的個人認証: otherNames of the arc 1.2.392.200149.8.5.5 in the subject's alternative name. */
#include "base/buf.h"
#include "base/clock.h"
#include "sig/trust/identity_work.h"

/* The order is that of the report. */
enum value { NAME, NAME_MAP, ADDRESS, ADDRESS_MAP, BIRTH, SEX, VALUE_COUNT_ };

static const struct {
	enum oid oid;
	size_t longest;
} values[VALUE_COUNT_] = {
	[NAME] = { OID_JPKI_NAME, 128 },       [NAME_MAP] = { OID_JPKI_NAME_MAP, 128 },
	[ADDRESS] = { OID_JPKI_ADDRESS, 256 }, [ADDRESS_MAP] = { OID_JPKI_ADDRESS_MAP, 256 },
	[BIRTH] = { OID_JPKI_BIRTH, 32 },      [SEX] = { OID_JPKI_SEX, 8 },
};

/* otherName: type-id, then [0] EXPLICIT value. */
static enum err other_name(struct bytes content, struct bytes *type, struct der_item *value)
{
	struct der in = der_reader(content), inner;

	TRY(der_get_oid(&in, type, NULL));
	TRY(der_enter(&in, DER_CONTEXT_CONS(0), &inner, NULL));
	TRY(der_finish(&in, "the name", NULL));
	TRY(der_next(&inner, value, NULL));
	return der_finish(&inner, "the value", NULL);
}

static enum value value_of_type(struct bytes type)
{
	unsigned v = 0;

	while (v < VALUE_COUNT_ && !oid_is(type, values[v].oid))
		v++;
	return (enum value)v;
}

_Bool identity_claims_jpki(struct identity_work *w, struct bytes san)
{
	struct identity_names names = identity_names_open(w, san);
	struct der_item value;
	struct bytes content, type;

	while (identity_names_next(&names, SAN_OTHER_NAME, &content))
		if (other_name(content, &type, &value) == ERR_OK &&
		    value_of_type(type) < VALUE_COUNT_)
			return 1;
	return 0;
}

static void collect(struct identity_work *w, struct bytes san, const char *found[VALUE_COUNT_])
{
	struct identity_names names = identity_names_open(w, san);
	struct der_item value;
	struct bytes content, type;
	enum value v;

	while (identity_names_next(&names, SAN_OTHER_NAME, &content)) {
		if (other_name(content, &type, &value) != ERR_OK) {
			identity_note(w, IDENTITY_NOTE_MALFORMED);
			continue;
		}
		v = value_of_type(type);
		if (v == VALUE_COUNT_)
			identity_note(w, IDENTITY_NOTE_UNKNOWN_PART);
		else if (found[v])
			identity_note(w, IDENTITY_NOTE_DUPLICATE);
		else
			found[v] = identity_string(w, &value, values[v].longest);
	}
}

/* A map says 1 for each character that stands for another one of the register, else 0. */
static _Bool is_map(const char *map, const char *text)
{
	size_t n = map ? strspn(map, "01") : 0;

	return n && !map[n] && (!text || n == identity_utf8_count(text));
}

/* Sources differ on which of .5 and .6 is the address and which its map: the shape decides. */
static void settle_address(const char *found[VALUE_COUNT_])
{
	const char *first = found[ADDRESS], *second = found[ADDRESS_MAP];

	if (is_map(first, second) && !is_map(second, first)) {
		found[ADDRESS] = second;
		found[ADDRESS_MAP] = first;
	} else if (!first && !is_map(second, NULL)) {
		found[ADDRESS] = second;
		found[ADDRESS_MAP] = NULL;
	}
}

/* "2: 﨑, 5: 髙": place and character, for those that the map marks. */
static const char *marked(struct identity_work *w, const char *text, const char *map)
{
	AUTO(buf) struct buf b = { 0 };
	struct bytes in = bytes_of_str(text);
	size_t at = 0, from;
	uint32_t c;

	for (size_t i = 0; map[i]; i++) {
		from = at;
		if (!identity_utf8_next(in, &at, &c))
			break;
		if (map[i] == '1')
			buf_printf(&b, "%s%zu: %.*s", b.len ? ", " : "", i + 1, (int)(at - from),
				   text + from);
	}
	return b.len ? arena_strndup(w->mem, (const char *)b.data, b.len) : NULL;
}

static void add_text(struct identity_work *w, enum identity_field field, const char *text,
		     const char *map)
{
	enum identity_field substitutes = field == IDENTITY_FIELD_NAME
						  ? IDENTITY_FIELD_NAME_SUBSTITUTES
						  : IDENTITY_FIELD_ADDRESS_SUBSTITUTES;
	const char *list;

	identity_add(w, field, text);
	if (!text || !map)
		return;
	if (!is_map(map, text)) {
		identity_note(w, IDENTITY_NOTE_MALFORMED);
		return;
	}
	list = marked(w, text, map);
	if (!list)
		return;
	identity_add(w, substitutes, list);
	identity_note(w, IDENTITY_NOTE_SUBSTITUTES);
}

/* E of EYYYYMMDD, and the day on which each era began. YYYY is Gregorian. */
static const struct {
	const char *name;
	int year, month, day;
} eras[] = {
	{ "", 1, 1, 1 },	  { "明治", 1868, 1, 25 }, { "大正", 1912, 7, 30 },
	{ "昭和", 1926, 12, 25 }, { "平成", 1989, 1, 8 },  { "令和", 2019, 5, 1 },
	{ "", 10000, 1, 1 },
};

static int era_begins(size_t era)
{
	return eras[era].year * 10000 + eras[era].month * 100 + eras[era].day;
}

static _Bool read_birth(const char *s, size_t *era, struct civil_time *out)
{
	time_ms ignored;
	int n = 0;

	if (strlen(s) != 9 || strspn(s, "0123456789") != 9)
		return 0;
	for (size_t i = 1; i < 9; i++)
		n = n * 10 + (s[i] - '0');
	*era = (size_t)(s[0] - '0');
	*out = (struct civil_time){ .year = n / 10000, .month = n / 100 % 100, .day = n % 100 };
	if (*era + 1 >= COUNT_OF(eras) || !time_from_civil(*out, &ignored))
		return 0;
	/* the day on which an era ended is also the first of the next */
	return *era == 0 || (n >= era_begins(*era) && n <= era_begins(*era + 1));
}

static void add_birth(struct identity_work *w, const char *s)
{
	struct civil_time t;
	const char *text = s;
	size_t era;
	int year;

	if (!s)
		return;
	if (!read_birth(s, &era, &t)) {
		identity_note(w, IDENTITY_NOTE_DATE_MALFORMED);
	} else if (era == 0) {
		text = arena_printf(w->mem, "%04d-%02d-%02d", t.year, t.month, t.day);
	} else {
		year = t.year - eras[era].year + 1;
		text = year == 1 ? arena_printf(w->mem, "%04d-%02d-%02d (%s元年)", t.year, t.month,
						t.day, eras[era].name)
				 : arena_printf(w->mem, "%04d-%02d-%02d (%s%d年)", t.year, t.month,
						t.day, eras[era].name, year);
	}
	identity_add(w, IDENTITY_FIELD_BIRTH_DATE, text);
}

/* JIS X 0303 has 1 and 2; 9, which the cards have besides, is ISO/IEC 5218's "not applicable". */
static void add_sex(struct identity_work *w, const char *s)
{
	static const struct {
		const char *code, *text;
	} codes[] = { { "1", "男" }, { "2", "女" }, { "9", "不明" } };
	const char *text = s;

	for (size_t i = 0; s && i < COUNT_OF(codes); i++)
		if (!strcmp(s, codes[i].code))
			text = codes[i].text;
	identity_add(w, IDENTITY_FIELD_SEX, text);
}

void identity_read_jpki(struct identity_work *w, struct bytes san)
{
	const char *found[VALUE_COUNT_] = { 0 };

	collect(w, san, found);
	settle_address(found);
	if (w->kind == IDENTITY_JPKI_SIGNATURE && (!found[NAME] || !found[ADDRESS]))
		identity_note(w, IDENTITY_NOTE_INCOMPLETE);
	add_text(w, IDENTITY_FIELD_NAME, found[NAME], found[NAME_MAP]);
	add_text(w, IDENTITY_FIELD_ADDRESS, found[ADDRESS], found[ADDRESS_MAP]);
	add_birth(w, found[BIRTH]);
	add_sex(w, found[SEX]);
}
