// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.
import type * as S from './schema';

export interface Operations {
  /** Reports of abuse, of all organisations, newest first; for the operator of the service; query: cursor (200) */
  'GET /abuse-reports': { request: undefined; response: S.AbuseReportList };
  /** A new access code to hand over; it is kept nowhere (200) */
  'POST /access-codes': { request: unknown; response: S.AccessCode };
  /** Own name and language (200) */
  'PATCH /account': { request: S.AccountEdit; response: S.Session };
  /** Change the password; ends other sessions (204) */
  'POST /account/password': { request: S.PasswordChange; response: undefined };
  /** Ends the session; what is signed stays signed. What became of every request (200) */
  'POST /agent/batch/cancel': { request: S.AgentCancel; response: S.AgentBatchState };
  /** Shows the certificate that is to sign all requests of a batch; those that it does not fit are told (200) */
  'POST /agent/batch/certificate': { request: S.AgentCertificate; response: S.AgentBatchAccepted };
  /** The signatures of some requests of a batch, at most 16: each is an act by itself (202) */
  'POST /agent/batch/complete': { request: S.AgentBatchComplete; response: S.AgentBatchState };
  /** Has some requests of a batch prepared, at most 16; asked again until each is ready (200) */
  'POST /agent/batch/prepare': { request: S.AgentBatchCall; response: S.AgentBatchPrepared };
  /** What became of every request of a batch (200) */
  'POST /agent/batch/status': { request: S.AgentCall; response: S.AgentBatchState };
  /** Ends the session without a signature (204) */
  'POST /agent/cancel': { request: S.AgentCancel; response: undefined };
  /** Shows the certificate that is to sign (200) */
  'POST /agent/certificate': { request: S.AgentCertificate; response: S.AgentAccepted };
  /** The signatures: the act of the party (202) */
  'POST /agent/complete': { request: S.AgentComplete; response: S.AgentWorking };
  /** Has prepared what is to be signed; asked again until it is ready (200) */
  'POST /agent/prepare': { request: S.AgentCall; response: S.AgentPrepared };
  /** The signing program takes a ticket, once, and gets a session for ten minutes. One answer for unknown, used and expired tickets (200) */
  'POST /agent/redeem': { request: S.AgentRedeem; response: S.AgentSession };
  /** Whether it is time-stamped and in the document (200) */
  'POST /agent/status': { request: S.AgentCall; response: S.AgentStatus };
  /** Routes of internal approval (200) */
  'GET /approval-routes': { request: undefined; response: S.ApprovalRouteList };
  /** Make a route (201) */
  'POST /approval-routes': { request: S.ApprovalRouteEdit; response: S.ApprovalRoute };
  /** Remove a route (204) */
  'DELETE /approval-routes/{id}': { request: undefined; response: undefined };
  /** One route (200) */
  'GET /approval-routes/{id}': { request: undefined; response: S.ApprovalRoute };
  /** Change a route under its version; requests that are under way keep to what it was (200) */
  'PUT /approval-routes/{id}': { request: S.ApprovalRouteEdit; response: S.ApprovalRoute };
  /** What one is asked to approve, the oldest first; query: cursor (200) */
  'GET /approvals': { request: undefined; response: S.ApprovalTaskList };
  /** Days of the audit trail under their time-stamps, newest first; query: cursor (200) */
  'GET /audit/days': { request: undefined; response: S.AuditDayList };
  /** One day: its file, the heads of all chains that grew, the evidence record of the file (200) */
  'GET /audit/days/{day}': { request: undefined; response: S.AuditDay };
  /** The least authentication of counterparties, of the own side, and of members for their own acts (200) */
  'GET /authentication-policy': { request: undefined; response: S.AuthenticationPolicy };
  /** Change it under its version (200) */
  'PUT /authentication-policy': { request: S.AuthenticationPolicyEdit; response: S.AuthenticationPolicy };
  /** The address book, the last used first; query: q (part of name, company, department or address), cursor, limit (200) */
  'GET /contacts': { request: undefined; response: S.ContactList };
  /** Add a contact; same_email tells of others with its address (201) */
  'POST /contacts': { request: S.ContactEdit; response: S.Contact };
  /** Remove a contact (204) */
  'DELETE /contacts/{id}': { request: undefined; response: undefined };
  /** One contact (200) */
  'GET /contacts/{id}': { request: undefined; response: S.Contact };
  /** Change a contact under its version (200) */
  'PATCH /contacts/{id}': { request: S.ContactEdit; response: S.Contact };
  /** List, newest first; query: state, trash=1, external_id, q, cursor, limit (at most 50). A search by q may give a short page, or an empty one, with a next_cursor: it looks on from there. counts end at counts_max (200) */
  'GET /envelopes': { request: undefined; response: S.EnvelopeList };
  /** Create a draft (201) */
  'POST /envelopes': { request: S.EnvelopeNew; response: S.Envelope };
  /** Discard a draft: into the trash (204) */
  'DELETE /envelopes/{id}': { request: undefined; response: undefined };
  /** One envelope with everything in it (200) */
  'GET /envelopes/{id}': { request: undefined; response: S.Envelope };
  /** Edit a draft under its version (200) */
  'PATCH /envelopes/{id}': { request: S.EnvelopeEdit; response: S.Envelope };
  /** Ask for internal approval of the draft as it is now (200) */
  'POST /envelopes/{id}/approval': { request: S.ApprovalAsk; response: S.Envelope };
  /** Approve, as one who was asked (200) */
  'POST /envelopes/{id}/approval/approve': { request: S.ApprovalAnswer; response: S.Envelope };
  /** Reject it with a comment (200) */
  'POST /envelopes/{id}/approval/reject': { request: S.ApprovalAnswer; response: S.Envelope };
  /** Send it back with a comment (200) */
  'POST /envelopes/{id}/approval/return': { request: S.ApprovalAnswer; response: S.Envelope };
  /** Attach a file of any type; query: name (201) */
  'POST /envelopes/{id}/attachments': { request: Blob; response: S.Attachment };
  /** Remove an attached file from a draft (204) */
  'DELETE /envelopes/{id}/attachments/{attachment_id}': { request: undefined; response: undefined };
  /** The attached file, always as a download (200) */
  'GET /envelopes/{id}/attachments/{attachment_id}/file': { request: undefined; response: Blob };
  /** The evidence record (RFC 4998) of the audit trail as it was at the end of a day; query: day, without it the newest. Accept: application/json tells what bytes it is over, and whether the trail still leads there; anything else gives the record alone (200) */
  'GET /envelopes/{id}/audit-record': { request: undefined; response: S.AuditRecord };
  /** The audit trail with all that is needed to recompute it (docs/formats/audit-trail.md); query: view=full or parties, lang. Accept: application/pdf gives it for people (200) */
  'GET /envelopes/{id}/audit-trail': { request: undefined; response: S.AuditTrail };
  /** The newest bundle for a court, one ZIP (docs/formats/bundle.md); Accept: application/json tells how far it is (200) */
  'GET /envelopes/{id}/bundle': { request: undefined; response: unknown };
  /** Make the bundle for a court anew (202) */
  'POST /envelopes/{id}/bundle': { request: unknown; response: S.Bundle };
  /** The agreement certificate (200) */
  'GET /envelopes/{id}/certificate': { request: undefined; response: Blob };
  /** What sending would do (200) */
  'GET /envelopes/{id}/confirmation': { request: undefined; response: S.Confirmation };
  /** A later deadline; answers wishes for more time (200) */
  'POST /envelopes/{id}/deadline': { request: S.Deadline; response: S.Envelope };
  /** Add a PDF, or an Office file or picture that becomes one (state processing, then ready or refused); its content says what it is, whatever the type; query: name (201) */
  'POST /envelopes/{id}/documents': { request: Blob; response: S.Document };
  /** Remove a PDF from a draft (204) */
  'DELETE /envelopes/{id}/documents/{document_id}': { request: undefined; response: undefined };
  /** The newest evidence record (RFC 4998) of the PDF; header X-Revision: of which revision (200) */
  'GET /envelopes/{id}/documents/{document_id}/evidence-record': { request: undefined; response: Blob };
  /** The PDF; query: revision=original (as it was uploaded, an Office file too) or current, download=1 (200) */
  'GET /envelopes/{id}/documents/{document_id}/file': { request: undefined; response: Blob };
  /** What was found in a document: text tags, form fields, wordings that fit paper only (200) */
  'GET /envelopes/{id}/documents/{document_id}/findings': { request: undefined; response: S.FindingList };
  /** A new draft like this envelope, whatever became of it: properties, recipients, original uploads, attachments (201) */
  'POST /envelopes/{id}/duplicate': { request: unknown; response: S.Envelope };
  /** The audit trail (200) */
  'GET /envelopes/{id}/events': { request: undefined; response: S.EventList };
  /** Fields of an envelope; values that the sender filled in, and those of parties that have acted (200) */
  'GET /envelopes/{id}/fields': { request: undefined; response: S.FieldList };
  /** Replace a draft's fields under its version (200) */
  'PUT /envelopes/{id}/fields': { request: S.FieldListEdit; response: S.FieldList };
  /** Fields that a file brought along become fields of the envelope (200) */
  'POST /envelopes/{id}/fields/adopt': { request: S.FieldsAdopt; response: S.FieldList };
  /** A mail as it would go out now, its link masked; query: recipient_id, kind (request), locale (200) */
  'GET /envelopes/{id}/mails/preview': { request: undefined; response: S.MailSample };
  /** Questions of recipients and wishes for more time, with their answers (200) */
  'GET /envelopes/{id}/questions': { request: undefined; response: S.QuestionList };
  /** Answer; only the one who asked is told (200) */
  'POST /envelopes/{id}/questions/{question_id}/answer': { request: S.Answer; response: S.QuestionList };
  /** Open one's own request (200) */
  'POST /envelopes/{id}/recipients/{recipient_id}/act': { request: unknown; response: S.Url };
  /** Correct a recipient who has not acted; links and browsers die, a new link goes out (202) */
  'POST /envelopes/{id}/recipients/{recipient_id}/correct': { request: S.Correct; response: S.Recipient };
  /** Other factors for a recipient who has not acted; codes and numbers that are not named stay (200) */
  'PUT /envelopes/{id}/recipients/{recipient_id}/factors': { request: S.FactorsEdit; response: S.Recipient };
  /** A link to hand over oneself; on trial only, and the evidence says so (200) */
  'POST /envelopes/{id}/recipients/{recipient_id}/link': { request: unknown; response: S.Url };
  /** The documents of one's own request are about to be looked at: it is opened, without a session of the recipient (204) */
  'POST /envelopes/{id}/recipients/{recipient_id}/look': { request: unknown; response: undefined };
  /** Send a new link; older ones die (202) */
  'POST /envelopes/{id}/recipients/{recipient_id}/resend': { request: unknown; response: S.Recipient };
  /** Remind who is waited for, or one recipient; once a day each (202) */
  'POST /envelopes/{id}/remind': { request: S.Remind; response: S.Envelope };
  /** Take a draft out of the trash (200) */
  'POST /envelopes/{id}/restore': { request: unknown; response: S.Envelope };
  /** Send (202) */
  'POST /envelopes/{id}/send': { request: S.Send; response: S.Envelope };
  /** Withdraw before everybody has agreed (200) */
  'POST /envelopes/{id}/withdraw': { request: S.Withdraw; response: S.Envelope };
  /** Become a member (201) */
  'POST /invitations/accept': { request: S.InvitationAccept; response: S.Session };
  /** Whose invitation this is. Changes nothing (200) */
  'POST /invitations/check': { request: S.Token; response: S.Invitation };
  /** Laws that ask for a recipient's consent, or give a right to paper (200) */
  'GET /laws': { request: undefined; response: S.LawList };
  /** Where answers to mails go; null: to who sends (200) */
  'GET /mail-settings': { request: undefined; response: S.MailSettings };
  /** Change it under its version (200) */
  'PUT /mail-settings': { request: S.MailSettingsEdit; response: S.MailSettings };
  /** Every mail that the service writes (200) */
  'GET /mail-templates': { request: undefined; response: S.MailTemplateList };
  /** One of them with sample values; query: locale (200) */
  'GET /mail-templates/{kind}': { request: undefined; response: S.MailSample };
  /** Members and open invitations (200) */
  'GET /members': { request: undefined; response: S.MemberList };
  /** Invite a member (201) */
  'POST /members': { request: S.MemberNew; response: S.Member };
  /** Remove a member or an invitation (204) */
  'DELETE /members/{id}': { request: undefined; response: undefined };
  /** Change a member's role (200) */
  'PATCH /members/{id}': { request: S.MemberEdit; response: S.Member };
  /** This description (200) */
  'GET /openapi.json': { request: undefined; response: unknown };
  /** Mails (on trial only) (200) */
  'GET /outbox': { request: undefined; response: S.OutboxList };
  /** One mail with its text (on trial only) (200) */
  'GET /outbox/{id}': { request: undefined; response: S.OutboxMail };
  /** What the organisation accepts of parties that sign with certificates of their own (200) */
  'GET /party-policy': { request: undefined; response: S.PartyPolicy };
  /** Change it under its version. issuers: files with certificates of authorities (PEM, or DER), base64; none: every trusted authority (200) */
  'PUT /party-policy': { request: S.PartyPolicyEdit; response: S.PartyPolicy };
  /** Kept documents, the nearest deadline first; query: state, cursor, limit (200) */
  'GET /preservation': { request: undefined; response: S.PreservationList };
  /** How the kept documents stand (200) */
  'GET /preservation/summary': { request: undefined; response: S.PreservationSummary };
  /** Try again now what is due for a document (202) */
  'POST /preservation/{document_id}/retry': { request: unknown; response: S.PreservationItem };
  /** Agree to what was shown (202) */
  'POST /recipient/agree': { request: S.Agree; response: S.RecipientView };
  /** An attached file, always as a download (200) */
  'GET /recipient/attachments/{attachment_id}/file': { request: undefined; response: Blob };
  /** The agreement certificate (200) */
  'GET /recipient/certificate': { request: undefined; response: Blob };
  /** A viewer has looked; shown, when given, must be current (202) */
  'POST /recipient/confirm': { request: S.Confirm; response: S.RecipientView };
  /** The next step of a statutory consent; step, when given, must be that one (200) */
  'POST /recipient/consents': { request: S.ConsentStep; response: S.RecipientView };
  /** Withdraw a statutory consent, until one agrees; the sender is told (200) */
  'DELETE /recipient/consents/{law}': { request: undefined; response: S.RecipientView };
  /** Decline (200) */
  'POST /recipient/decline': { request: S.Decline; response: S.RecipientView };
  /** The PDF as it is now; query: download=1 (200) */
  'GET /recipient/documents/{document_id}/file': { request: undefined; response: Blob };
  /** Hand in a document that was signed elsewhere with a certificate of one's own: the PDF as it is now and one update with one signature. Nothing is done with it before all are submitted (201) */
  'POST /recipient/documents/{document_id}/signed': { request: Blob; response: S.SignedCopy };
  /** What the recipient sees (200) */
  'GET /recipient/envelope': { request: undefined; response: S.RecipientView };
  /** Answers one of the factors of gate.factors (200) */
  'POST /recipient/factors/{kind}': { request: S.FactorAnswer; response: S.RecipientView };
  /** Sends a code, or gives what an authenticator needs (200) */
  'POST /recipient/factors/{kind}/start': { request: unknown; response: S.FactorStarted };
  /** Save values and continue; what is wrong is told and not saved (200) */
  'PUT /recipient/fields': { request: S.FieldValues; response: S.FieldValuesSaved };
  /** How a value will look in its box (200) */
  'POST /recipient/fields/{field_id}/preview': { request: S.FieldValue; response: Blob };
  /** Hand the request over to another person; ends the session and the link (204) */
  'POST /recipient/forward': { request: S.Forward; response: undefined };
  /** A picture for handwriting or a seal (201) */
  'POST /recipient/images': { request: Blob; response: S.Id };
  /** What a link leads to. Changes nothing (200) */
  'POST /recipient/landing': { request: S.Token; response: S.Landing };
  /** Ask for a later deadline (202) */
  'POST /recipient/more-time': { request: S.MoreTime; response: S.RecipientView };
  /** The button: marks opened, makes a session (200) */
  'POST /recipient/open': { request: S.Token; response: S.RecipientView };
  /** Ask the sender for the document on paper (202) */
  'POST /recipient/paper': { request: S.PaperRequest; response: S.RecipientView };
  /** Ask the sender; no other party sees it (202) */
  'POST /recipient/questions': { request: S.Ask; response: S.RecipientView };
  /** A new link to the same address in place of an expired one. Always the same answer (202) */
  'POST /recipient/rearm': { request: S.Token; response: S.Nothing };
  /** Remote signing services that may hold a party's key (docs/formats/remote-signing.md) (200) */
  'GET /recipient/remote-services': { request: undefined; response: S.RemoteServices };
  /** Begin to sign with a key held by a remote signing service: url is where the browser goes to sign in there. An earlier ticket is over (201) */
  'POST /recipient/remote-signings': { request: S.RemoteBegin; response: S.RemoteBegun };
  /** The browser is back with what the service added to the address: state, and code or error. Good once (200) */
  'POST /recipient/remote-signings/return': { request: S.RemoteReturn; response: S.RemoteSigning };
  /** Give it up; not once it is signed (204) */
  'DELETE /recipient/remote-signings/{ticket_id}': { request: undefined; response: undefined };
  /** How far it has come, and what is next (200) */
  'GET /recipient/remote-signings/{ticket_id}': { request: undefined; response: S.RemoteSigning };
  /** Has prepared what is to be signed; asked again until it is ready: url is where the browser goes to authorise the signature (200) */
  'POST /recipient/remote-signings/{ticket_id}/authorize': { request: unknown; response: S.RemoteAuthorize };
  /** Choose one of the credentials; its certificate is judged (200) */
  'POST /recipient/remote-signings/{ticket_id}/credential': { request: S.RemoteChoice; response: S.RemoteSigning };
  /** Report abuse to the operator of the service, by the link's token or the session; the sender is not told (202) */
  'POST /recipient/report': { request: S.Report; response: S.Nothing };
  /** A seal out of the picture of its impression; query: only_red=1 (200) */
  'POST /recipient/seals/cutout': { request: Blob; response: Blob };
  /** How a seal from text looks (200) */
  'POST /recipient/seals/preview': { request: S.SealText; response: Blob };
  /** Back to the sender before anybody has agreed; ends the session (204) */
  'POST /recipient/send-back': { request: S.SendBack; response: undefined };
  /** Sign by what was handed in, one file for each document (202) */
  'POST /recipient/signed': { request: S.Agree; response: S.RecipientView };
  /** A ticket for the signing program, good for two minutes; an earlier one is over (201) */
  'POST /recipient/signing-tickets': { request: S.Agree; response: S.SigningTicketNew };
  /** Give it up; not once it is signed (204) */
  'DELETE /recipient/signing-tickets/{ticket_id}': { request: undefined; response: undefined };
  /** How far it has come (200) */
  'GET /recipient/signing-tickets/{ticket_id}': { request: undefined; response: S.SigningTicket };
  /** Accept the terms for recipients, once per address and version (200) */
  'POST /recipient/terms': { request: S.TermsAccept; response: S.RecipientView };
  /** Requests of others that wait for oneself, as an own-side recipient; query: cursor (200) */
  'GET /requests': { request: undefined; response: S.RequestList };
  /** Own seals and those of the company (200) */
  'GET /seals': { request: undefined; response: S.SealList };
  /** Keep a seal; image: PNG or JPEG as base64. A company's needs seal.company (201) */
  'POST /seals': { request: S.SealNew; response: S.Seal };
  /** A seal out of the picture of its impression; query: only_red=1 (200) */
  'POST /seals/cutout': { request: Blob; response: Blob };
  /** How a seal from text looks (200) */
  'POST /seals/preview': { request: S.SealText; response: Blob };
  /** Remove a seal that no unfinished contract shows (204) */
  'DELETE /seals/{seal_id}': { request: undefined; response: undefined };
  /** A kept seal as a picture (200) */
  'GET /seals/{seal_id}/image': { request: undefined; response: Blob };
  /** Sign out (204) */
  'DELETE /session': { request: undefined; response: undefined };
  /** Who is signed in, and what this installation is (200) */
  'GET /session': { request: undefined; response: S.Session };
  /** Sign in (200) */
  'POST /session': { request: S.SignIn; response: S.Session };
  /** First organisation and its administrator (201) */
  'POST /setup': { request: S.Setup; response: S.Session };
  /** Is this set-up token good? Changes nothing (200) */
  'POST /setup/check': { request: S.Token; response: S.Valid };
  /** A ticket for the signing program that covers several requests, at most 50 with 100 documents, good for two minutes (201) */
  'POST /signing-batches': { request: S.SigningBatchNew; response: S.SigningTicketNew };
  /** Give it up; what is signed stays signed (204) */
  'DELETE /signing-batches/{batch_id}': { request: undefined; response: undefined };
  /** How far each request has come (200) */
  'GET /signing-batches/{batch_id}': { request: undefined; response: S.SigningBatch };
  /** Requests that wait for one's own certificate, newest first, with what is to be shown; query: limit, cursor (200) */
  'GET /signing-requests': { request: undefined; response: S.SigningRequestList };
  /** What is missing for production (200) */
  'GET /system': { request: undefined; response: S.System };
  /** Which time-stamp authority is asked for what (200) */
  'GET /timestamps/policy': { request: undefined; response: S.TimestampPolicy };
  /** Change it under its version; purposes that are not named stay (200) */
  'PUT /timestamps/policy': { request: S.TimestampPolicyEdit; response: S.TimestampPolicy };
  /** Time-stamps used, by month of Japan's time; query: from and to, such as 2026-01. count: taken; lost: perhaps charged, never used; refused: not given (200) */
  'GET /timestamps/usage': { request: undefined; response: S.TimestampUsage };
  /** Check the signatures of a PDF; nothing is kept. Accept: application/xml gives the report of ETSI TS 119 102-2 (200) */
  'POST /verify': { request: Blob; response: S.VerifyReport };
}
