/* Makes C from the templates of mails, at build time; libc only.
 *
 *   embed_mails SOURCE FILE.mail…
 *
 * The form of a template is in mails/README.md. Refused: an unknown name in braces (they are
 * src/domain/notice_values.def), languages that do not use the same names, a subject that does not
 * begin with the sender's company, more than one button, a section that is missing or empty. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 1024, BODY_SIZE = 16384, LANGS = 2 };

static const char *const values[] = {
#define VALUE(name, en, ja, doc) #name,
#include "../src/domain/notice_values.def"
#undef VALUE
};
enum { VALUES = sizeof(values) / sizeof(values[0]) };
static const char *const langs[LANGS] = { "ja", "en" };
static const char *const audiences[] = {
	"party", "sender", "member", "owner", "operator", "anyone"
};

struct section {
	char subject[LINE_SIZE], body[BODY_SIZE];
	int used[VALUES];
	unsigned buttons;
};

struct template
{
	char kind[64], note[LINE_SIZE], to[32];
	struct section lang[LANGS];
};

static const char *file;
static unsigned line_no;

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u: ", file, line_no);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void copy(char *out, size_t size, const char *s)
{
	if (strlen(s) >= size)
		die("longer than %zu characters", size - 1);
	strcpy(out, s);
}

static void mark_used(struct section *s, const char *name, size_t len)
{
	for (size_t i = 0; i < VALUES; i++) {
		if (strlen(values[i]) == len && !strncmp(values[i], name, len)) {
			s->used[i] = 1;
			return;
		}
	}
	die("{%.*s} is no value of src/domain/notice_values.def", (int)len, name);
}

static void find_values(struct section *s, const char *line)
{
	for (const char *p = strchr(line, '{'); p; p = strchr(p + 1, '{')) {
		const char *close = strchr(p, '}');

		if (!close)
			die("a brace is not closed");
		mark_used(s, p + 1, (size_t)(close - p - 1));
	}
}

/* "[label]({link})" or "[label]({page})" */
static int is_button(const char *line)
{
	const char *end = line[0] == '[' ? strstr(line, "](") : NULL;

	return end && end > line + 1 && (!strcmp(end, "]({link})") || !strcmp(end, "]({page})"));
}

static void body_line(struct section *s, const char *line)
{
	int button = is_button(line);

	if (!button && (strstr(line, "{link}") || strstr(line, "{page}")))
		die("an address stands only in a button: [label]({link})");
	s->buttons += (unsigned)button;
	if (s->buttons > 1)
		die("a mail has one button");
	if (strlen(s->body) + strlen(line) + 2 > BODY_SIZE)
		die("longer than %d characters", BODY_SIZE);
	strcat(s->body, line);
	strcat(s->body, "\n");
}

static void section_line(struct section *s, const char *line)
{
	find_values(s, line);
	if (!*s->subject) {
		if (strncmp(line, "subject: {company}", 18))
			die("a section begins with \"subject: {company}…\"");
		copy(s->subject, sizeof(s->subject), line + 9);
	} else if (*s->body || *line) {
		body_line(s, line);
	}
}

static void head_line(struct template *t, const char *line)
{
	if (!strncmp(line, "# ", 2) && !*t->note)
		copy(t->note, sizeof(t->note), line + 2);
	else if (!strncmp(line, "to: ", 4))
		copy(t->to, sizeof(t->to), line + 4);
	else if (*line)
		die("\"# note\", \"to: whom\" or a section such as [ja] is expected");
}

static struct section *section_of(struct template *t, const char *line)
{
	for (size_t i = 0; i < LANGS; i++)
		if (line[0] == '[' && !strncmp(line + 1, langs[i], 2) && !strcmp(line + 3, "]"))
			return &t->lang[i];
	return NULL;
}

static void check(const struct template *t)
{
	int known = 0;

	for (size_t i = 0; i < sizeof(audiences) / sizeof(audiences[0]); i++)
		known = known || !strcmp(audiences[i], t->to);
	if (!known || !*t->note)
		die("\"to: %s\" is nobody known, or the note is missing", t->to);
	for (size_t l = 0; l < LANGS; l++)
		if (!*t->lang[l].body)
			die("section [%s] is missing or empty", langs[l]);
	for (size_t i = 0; i < VALUES; i++)
		if (t->lang[0].used[i] != t->lang[1].used[i])
			die("{%s} is used in one language only", values[i]);
}

static void set_kind(struct template *t)
{
	const char *base = strrchr(file, '/');
	size_t n;

	base = base ? base + 1 : file;
	n = strspn(base, "abcdefghijklmnopqrstuvwxyz_");
	if (!n || n >= sizeof(t->kind) || strcmp(base + n, ".mail") != 0)
		die("a template is named kind.mail (a-z, _)");
	memcpy(t->kind, base, n);
}

static void read_template(FILE *in, struct template *t)
{
	char line[LINE_SIZE];
	struct section *s = NULL, *next;

	set_kind(t);
	while (fgets(line, sizeof(line), in)) {
		line_no++;
		if (!strchr(line, '\n'))
			die("a line is longer than %d characters or not ended", LINE_SIZE - 2);
		line[strcspn(line, "\n")] = '\0';
		next = section_of(t, line);
		if (next && *next->subject)
			die("the section is there already");
		if (next)
			s = next;
		else if (s)
			section_line(s, line);
		else
			head_line(t, line);
	}
	check(t);
}

static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (*text == '?')
			fputs("\\077", out);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void put_template(FILE *out, const struct template *t)
{
	fprintf(out, "\t{ \"%s\", \"%s\", ", t->kind, t->to);
	put_text(out, t->note);
	for (size_t l = 0; l < LANGS; l++) {
		fputs(",\n\t  ", out);
		put_text(out, t->lang[l].subject);
		fputs(",\n\t  ", out);
		put_text(out, t->lang[l].body);
	}
	fputs(" },\n", out);
}

int main(int argc, char **argv)
{
	static struct template t;
	FILE *out = argc > 2 ? fopen(argv[1], "w") : NULL, *in;

	if (!out) {
		fputs("usage: embed_mails SOURCE FILE.mail...\n", stderr);
		return 2;
	}
	fputs("/* Generated by tools/embed_mails from mails/. Do not edit. */\n"
	      "#include \"domain/notice_template.h\"\n\nconst struct notice_template "
	      "notice_templates[] = {\n",
	      out);
	for (int i = 2; i < argc; i++) {
		memset(&t, 0, sizeof(t));
		file = argv[i];
		line_no = 0;
		in = fopen(file, "r");
		if (!in)
			die("cannot be read");
		read_template(in, &t);
		fclose(in);
		put_template(out, &t);
	}
	fprintf(out, "};\nconst size_t notice_template_count = %d;\n", argc - 2);
	if (ferror(out) || fclose(out)) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
