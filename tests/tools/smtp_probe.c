/* Sends one mail as the worker does, for the scenario tests:
 *     smtp_probe URL STARTTLS CA_FILE USER PASSWORD FROM TO SUBJECT    ("-": none)
 * prints "outcome code text". */
#include <stdio.h>
#include <string.h>
#include "mail/smtp.h"

static const char *or_null(const char *s)
{
	return strcmp(s, "-") ? s : NULL;
}

int main(int argc, char **argv)
{
	static const char *const outcomes[] = { [SMTP_SENT] = "sent", [SMTP_PERMANENT] = "permanent",
						[SMTP_TEMPORARY] = "temporary" };
	struct smtp_config c = { .timeout_ms = 1500 };
	struct mime_mail m = { .to_name = "佐藤 花子",
			       .text = "本文です。\n.\n点だけの行の次\n",
			       .html = "<p>本文です。</p>\n",
			       .message_id = "mal_test",
			       .at = 1795361400000 };
	struct smtp_reply r;
	struct error e;

	if (argc != 9)
		return 2;
	c.url = argv[1];
	c.starttls = !strcmp(argv[2], "required") ? SMTP_TLS_REQUIRED
		     : !strcmp(argv[2], "off")	  ? SMTP_TLS_OFF
						  : SMTP_TLS_OPPORTUNISTIC;
	c.ca_file = or_null(argv[3]);
	c.user = or_null(argv[4]);
	c.password = or_null(argv[5]);
	c.from = argv[6];
	m.to = argv[7];
	m.subject = argv[8];
	if ((strcmp(m.to, "check") ? mail_send(&c, &m, &r, &e) : smtp_check(&c, &r, &e)) != ERR_OK) {
		printf("error %s\n", e.msg);
		return 1;
	}
	printf("%s %d %s\n", outcomes[r.outcome], r.code, r.text);
	return 0;
}
