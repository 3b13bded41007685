#include "client/unlock.h"

const char *client_key_told(const struct key_source *keys, _Bool ja, const struct error *e,
			    struct arena *mem)
{
	const char *told = key_source_told(keys, ja, mem);

	return told ? told : arena_strdup(mem, e ? e->msg : "");
}

static _Bool stop_wanted(void *ctx)
{
	struct ui *ui = ctx;

	return ui->stopped && ui->stopped(ui);
}

static enum err ask_once(struct key_source *keys, struct ui *ui, struct ui_secret_ask *ask,
			 _Bool *tried, struct error *e)
{
	AUTO(secret) struct secret *secret = NULL;

	*tried = 0;
	TRY(key_source_ready(keys, &ask->tries, e));
	ask->place = key_source_place(keys);
	if (ask->kind == KEY_SECRET_CARD && !ask->wrong)
		ui->note(ui, UI_NOTE_PERSONAL);
	TRY(ui->secret(ui, ask, &secret, e));
	*tried = 1;
	return key_source_unlock(keys, secret, (struct key_stop){ stop_wanted, ui }, e);
}

enum err client_unlock(struct key_source *keys, struct ui *ui, _Bool ja, struct arena *mem,
		       struct error *e)
{
	struct ui_secret_ask ask = { .kind = key_source_secret(keys) };
	enum err rc = ERR_OK;
	_Bool tried;

	for (unsigned i = 0; i < CLIENT_SECRETS_MAX && key_source_locked(keys); i++) {
		rc = ask_once(keys, ui, &ask, &tried, e);
		if (rc != ERR_OK && (!tried || key_source_pin(keys) != KEY_PIN_WRONG))
			return rc;
		if (rc != ERR_OK)
			ask.wrong = client_key_told(keys, ja, e, mem);
	}
	return rc;
}
