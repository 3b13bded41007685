#include "sig/validate/pdfdate.h"

/* Two digits; nothing is left as it is. False when something else stands there. */
static _Bool two(struct bytes *in, int *out)
{
	if (in->len < 2 || in->data[0] < '0' || in->data[0] > '9' || in->data[1] < '0' ||
	    in->data[1] > '9')
		return 0;
	*out = (in->data[0] - '0') * 10 + in->data[1] - '0';
	*in = bytes_slice(*in, 2, in->len);
	return 1;
}

static _Bool zone(struct bytes in, int *minutes)
{
	int hours = 0, rest = 0, sign = in.len && in.data[0] == '-' ? -1 : 1;

	*minutes = 0;
	if (in.len == 0 || in.data[0] == 'Z')
		return 1;
	if (in.data[0] != '+' && in.data[0] != '-')
		return 0;
	in = bytes_slice(in, 1, in.len);
	if (!two(&in, &hours) || hours > 23)
		return 0;
	if (in.len && in.data[0] == '\'')
		in = bytes_slice(in, 1, in.len);
	if (in.len && (!two(&in, &rest) || rest > 59))
		return 0;
	*minutes = sign * (hours * 60 + rest);
	return 1;
}

_Bool pdf_date_parse(struct bytes text, time_ms *out)
{
	struct civil_time c = { .month = 1, .day = 1 };
	int *const parts[] = { &c.month, &c.day, &c.hour, &c.minute, &c.second };
	int century, year, minutes;
	time_ms t;

	if (bytes_starts_with(text, BYTES_LIT("D:")))
		text = bytes_slice(text, 2, text.len);
	if (!two(&text, &century) || !two(&text, &year))
		return 0;
	c.year = century * 100 + year;
	for (size_t i = 0; i < COUNT_OF(parts) && text.len && text.data[0] >= '0' && text.data[0] <= '9'; i++)
		if (!two(&text, parts[i]))
			return 0;
	if (!zone(text, &minutes) || !time_from_civil(c, &t))
		return 0;
	*out = t - (time_ms)minutes * 60000;
	return 1;
}
