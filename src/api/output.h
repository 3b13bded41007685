/* Domain structs as the JSON of the API contract. Every function gives a new reference. */
#pragma once
#include "api/api.h"
#include "domain/field.h"
#include "store/repo/work.h"

json_t *json_time(time_ms t);		/* RFC 3339; 0 is null */
json_t *json_text(const char *s);	/* NULL is null */

enum err session_json(struct caller *c, json_t **out, struct error *e) MUST_USE;
json_t *member_json(const struct member_item *m);
enum err summary_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e) MUST_USE;
enum err envelope_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e) MUST_USE;
enum err document_json(struct caller *c, const struct document *doc, json_t **out, struct error *e) MUST_USE;
enum err recipient_json(struct caller *c, const struct recipient *r, json_t **out, struct error *e) MUST_USE;
/* Null before conclusion. */
enum err preservation_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e) MUST_USE;
json_t *mail_json(const struct mail *m);
/* The time-stamps that a document bears, oldest first. */
enum err stamps_json(struct caller *c, const char *document, json_t **out, struct error *e) MUST_USE;
/* Member "timestamp" of each recipient: of the party's act. */
enum err act_stamps_json(struct caller *c, const struct dossier *x, json_t *recipients,
			 struct error *e) MUST_USE;
/* recipient NULL: of everybody, with who asked; else what that one may see. */
enum err questions_json(struct caller *c, const char *envelope, const char *recipient, json_t **out,
			struct error *e) MUST_USE;
/* state: recipient_landing */
enum err landing_json(struct caller *c, const struct dossier *x, const struct recipient *r,
		      const char *state, json_t **out, struct error *e) MUST_USE;
enum err view_json(struct caller *c, const struct dossier *x, const struct recipient *r, json_t **out,
		   struct error *e) MUST_USE;
/* The fields of a contract. who NULL: for the sender, who sees own values and those that are part of
 * an act; else for that recipient, who sees own ones only. Each new item with "mine" for a recipient. */
enum err fields_json(struct caller *c, const struct dossier *x, const struct recipient *who, json_t **out,
		     struct error *e) MUST_USE;
json_t *seal_json(const struct seal_image *s);
