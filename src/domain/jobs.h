/* The work that the domain leaves to the worker: kinds, payloads, and how it is enqueued.
 *
 * payload (JSON, members that do not apply are absent):
 *   {"envelope_id","recipient_id","act_id","audit_seq","audit_hash","mail_id","document_id","turn",
 *    "day"}
 *
 * kind        lane         when run, and what it ends with
 * prepare     interactive  after send: on each document fields, /Locks and the certification signature, where the
 *                          service signs (seal kind "send", act_id given); then envelope_prepared
 * act         interactive  after agree: on each document the party's signature (seal kind "agree", act_id);
 *                          then envelope_act_sealed
 * party_prepare interactive under a signing ticket (act_id): what the party's own key is to sign, on each
 *                          document; then ticket_prepared (domain/ticket.h)
 * conclude    normal       all parties are sealed: closing signatures (as above), certificate document; then
 *                          envelope_concluded
 * mail        normal       send one mail row; permanent refusal: envelope_undelivered
 * sms         interactive  send one row of sms (mail_id names it)
 * data_ending background   tell counterparties that an organisation's data end (day names the date)
 * expire      background   at the deadline: envelope_expire; one for each deadline that was set
 * remind      background   when a reminder is due: envelope_remind_due; one for each time
 * purge       background   a discarded draft's time in the trash is over: envelope_purge; act_id names
 *                          the discarding
 * preserve    background   extend, renew or look at one kept document (domain/preservation.h)
 * record      background   renew many kept documents by one time-stamp; act_id names their batch
 * audit_day   background   close a day of the audit trail (domain/audit_day.h)
 * audit_renew background   renew or look at closed days of the audit trail; act_id names their batch
 * convert     interactive  an upload that is no PDF becomes one: document_converted or document_refuse
 * read_text   interactive  tags, form fields and wordings of a PDF: document_read_done
 *
 * bundle      background   make the bundle for a court; act_id names envelope and revision
 *
 * The closing functions are in domain/envelope.h; they are called inside the worker's transaction. */
#pragma once
#include "domain/domain.h"
#include "store/repo/work.h"

#define JOB_PREPARE "prepare"
#define JOB_ACT "act"
#define JOB_PARTY_PREPARE "party_prepare"
#define JOB_CONCLUDE "conclude"
#define JOB_MAIL "mail"
#define JOB_SMS "sms"
#define JOB_DATA_ENDING "data_ending"
#define JOB_EXPIRE "expire"
#define JOB_PURGE "purge"
#define JOB_REMIND "remind"
#define JOB_PRESERVE "preserve"
#define JOB_RECORD "record"
#define JOB_AUDIT_DAY "audit_day"
#define JOB_AUDIT_RENEW "audit_renew"
#define JOB_BUNDLE "bundle"
#define JOB_CONVERT "convert"
#define JOB_READ_TEXT "read_text"

struct audit_mark;

struct job_request {
	const char *kind, *envelope, *recipient, *act, *mail, *document; /* NULL: absent */
	int64_t turn; /* of the document: each turn is a job of its own */
	const char *day; /* of the organisation's audit trail */
	const struct audit_mark *mark; /* the audit event that the act is */
	time_ms run_at;		       /* 0: now */
};
/* In the caller's transaction. One job of a kind per act (or envelope, or mail): a second is dropped. */
enum err job_enqueue(struct domain *d, const struct job_request *rq, struct error *e) MUST_USE;

/* A payload read back, strings in d's memory. */
struct job_payload {
	const char *envelope, *recipient, *act, *mail, *audit_hash, *document, *day;
	int64_t audit_seq, turn;
};
enum err job_payload_read(struct domain *d, const struct job *j, struct job_payload *out,
			  struct error *e) MUST_USE;
