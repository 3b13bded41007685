// A real SMTP server that keeps what it gets, for tests.
import { SMTPServer } from "smtp-server";

const words = (raw, header) => {
  const value = new RegExp(`^${header}: ((?:.|\r\n[ \t])*)`, "m").exec(raw)?.[1].replace(/\r\n[ \t]/g, " ");
  if (value === undefined) return null;
  return value.replace(/=\?UTF-8\?B\?([^?]+)\?=/g, (_, b64) => `\0${b64}\0`).replace(/\0 \0/g, "\0\0")
    .split("\0").map((part, i) => (i % 2 ? Buffer.from(part, "base64") : Buffer.from(part))).reduce((a, b) => Buffer.concat([a, b])).toString();
};

/** One mail as it came: envelope, headers, both parts. */
function mailOf(raw, envelope) {
  const [text, html] = raw.split("--=_skysign_alternative_=").slice(1, 3).map((p) => Buffer.from(p.split("\r\n\r\n")[1] ?? "", "base64").toString());
  return { raw, from: envelope.mailFrom ? envelope.mailFrom.address : "", to: envelope.rcptTo[0].address, header: (name) => words(raw, name), subject: words(raw, "Subject"), text, html };
}

/** refuse(to): undefined, or { code, text } to answer RCPT with. */
export async function smtpSink({ refuse = () => undefined } = {}) {
  const mails = [];
  const server = new SMTPServer({
    logger: false, disableReverseLookup: true, authOptional: true, disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: (to, session, done) => {
      const no = refuse(to.address);
      done(no ? Object.assign(new Error(no.text), { responseCode: no.code }) : null);
    },
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on("data", (d) => chunks.push(d));
      stream.on("end", () => {
        mails.push(mailOf(Buffer.concat(chunks).toString("latin1"), structuredClone({ mailFrom: session.envelope.mailFrom, rcptTo: session.envelope.rcptTo })));
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address();
  return {
    mails,
    settings: { smtp_url: `smtp://127.0.0.1:${port}`, smtp_from: "SkySign <no-reply@sign.example.jp>", smtp_starttls: "off" },
    to: (address) => mails.filter((m) => m.to === address),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A report as Postfix writes one (RFC 3464). */
export function report({ to, action, status, words: text, returnPath = "<>" }) {
  return [
    `Return-Path: ${returnPath}`, "From: MAILER-DAEMON@mx.example.com (Mail Delivery System)", `To: ${to}`, "Subject: Undelivered Mail Returned to Sender",
    "Auto-Submitted: auto-replied", "MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status;', '\tboundary="4ABC.1/mx"', "", "--4ABC.1/mx",
    "Content-Type: text/plain; charset=us-ascii", "", "This is the mail system.", "", "--4ABC.1/mx", "Content-Type: message/delivery-status", "",
    "Reporting-MTA: dns; mx.example.com", "", "Final-Recipient: rfc822; someone@example.com", `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: smtp; ${text}`, "",
    "--4ABC.1/mx--", "",
  ].join("\r\n");
}
