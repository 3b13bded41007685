/* The recipient's browser asks to sign with a certificate of one's own, and follows how it goes. */
#include "api/input.h"
#include "api/output_ticket.h"
#include "field/paper.h"

static enum err make(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct agree_input in = { 0 };
	struct ticket_made made;
	enum err rc;

	TRY(input_agree(c, &in, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = ticket_make(&c->d, &c->recipient, &in, &made, e);
	c->d.drawing = NULL;
	TRY(rc);
	rs->json = ticket_made_json(&made);
	return ERR_OK;
}
API_HANDLER(signing_ticket_post, make)

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct signing_ticket t;

	TRY(ticket_of(&c->d, &c->recipient, request_param(c->rq, "ticket_id"), &t, e));
	return ticket_json(c, &t, &rs->json, e);
}
API_HANDLER(signing_ticket_get_route, show)

static enum err drop(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return ticket_drop(&c->d, &c->recipient, request_param(c->rq, "ticket_id"), e);
}
API_HANDLER(signing_ticket_delete_route, drop)
