#include "client/json.h"
#include "client/protocol.h"

enum { CODE_MAX = 60, DETAIL_CHARS = 300, TYPE_CHARS = 200 };

struct row {
	const char *code;
	enum err err;
	const char *ja, *en;
};
static const struct row rows[] = {
#define PROBLEM(code, err, ja, en) { code, ERR_##err, ja, en },
#include "client/problems.def"
#undef PROBLEM
};

/* What no row tells. */
static const struct row by_status[] = {
	{ "401", ERR_UNAUTHENTICATED,
	  "この署名の有効時間が過ぎました。ブラウザーの画面からもう一度始めてください。",
	  "The time for this signature is over. Start again from the page in the browser." },
	{ "429", ERR_RATE_LIMITED,
	  "試行回数が多すぎます。しばらく待ってからもう一度始めてください。",
	  "Too many attempts. Wait a little, then start again." },
	{ "5", ERR_UNAVAILABLE,
	  "サーバーが応答できません。しばらく待ってからもう一度始めてください。",
	  "The server cannot answer now. Wait a little, then start again." },
	{ "", ERR_CONFLICT,
	  "サーバーが受け付けませんでした。ブラウザーの画面からもう一度始めてください。",
	  "The server refused. Start again from the page in the browser." },
};

/* The last part of a problem's type, "_" as "-". */
static void code_of(const char *type, char out[CODE_MAX + 1])
{
	const char *slash = strrchr(type, '/'), *from = slash ? slash + 1 : type;
	size_t n = strlen(from);

	if (n > CODE_MAX)
		n = 0;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(from[i] == '_' ? '-' : from[i]);
	out[n] = '\0';
}

static const struct row *row_find(const char *code, int status)
{
	char number[16] = { (char)('0' + status / 100 % 10), (char)('0' + status / 10 % 10),
			    (char)('0' + status % 10), '\0' };
	size_t i = 0;

	for (size_t k = 0; k < COUNT_OF(rows); k++)
		if (!strcmp(rows[k].code, code))
			return &rows[k];
	while (strncmp(by_status[i].code, number, strlen(by_status[i].code)) != 0)
		i++;
	return &by_status[i];
}

static void parts_read(struct bytes body, struct arena *mem, char code[CODE_MAX + 1],
		       const char **detail)
{
	struct json_in in = { NULL, mem };
	const char *type;
	json_t *o;

	if (json_object_load(body, &o, NULL) != ERR_OK)
		return;
	in.o = o;
	if (json_get_text(in, "type", TYPE_CHARS, &type, NULL) == ERR_OK)
		code_of(type, code);
	if (json_get_text(in, "detail", DETAIL_CHARS, detail, NULL) != ERR_OK)
		*detail = "";
	json_decref(o);
}

enum err protocol_problem(int status, struct bytes body, _Bool ja, struct arena *mem,
			  const char **text_out, struct error *e)
{
	char code[CODE_MAX + 1] = "";
	const char *detail = "", *text;
	const struct row *row;

	parts_read(body, mem, code, &detail);
	row = row_find(code, status);
	text = arena_printf(mem, "%s%s%s%s", ja ? row->ja : row->en, *detail ? " (" : "", detail,
			    *detail ? ")" : "");
	*text_out = text ? text : row->en;
	return error_set(e, row->err, "the server answers %d %s: %s", status, code, row->en);
}
