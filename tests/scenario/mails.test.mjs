// Mails as they arrive: both parts, answers, reports of mail servers; on both databases.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { skysign } from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, draft, people, send, setUp, until } from "../support/service.mjs";
import { report, smtpSink } from "../support/smtp.mjs";

after(stopPostgres);

async function withService(database, body, sinkOptions) {
  const url = await database.fresh();
  const sink = await smtpSink(sinkOptions);
  const service = await Service.start({ database: url, settings: { ...sink.settings, bounce_domain: "bounce.example.jp" } });
  try {
    await body(service, await setUp(service), sink);
  } finally {
    await service.stop();
    await sink.close();
  }
}

const parties = { own: { ...people.owner, order: 1 }, counterparties: [{ ...people.counterparty, order: 1 }] };
const mailTo = (sink, address, subject) => until(`a mail ${subject} to ${address}`, async () => sink.to(address).find((m) => m.subject.includes(subject)), 90);
const party = async (owner, envelope) => (await owner.get(`/api/v1/envelopes/${envelope.id}`)).recipients.find((r) => r.email === people.counterparty.email);

/** What a mail server's pipe does; gives what the program says. */
function bounce(service, message, ...args) {
  const settings = service.args.filter((a) => a !== "serve");
  return execFileSync(skysign, ["bounce", ...args, ...settings], { input: message, encoding: "utf8" }).trim();
}

for (const database of databases) {
  describe(`mails on ${database.name}`, () => {
    it("a request says the same in both parts, and answers go to the sender", () =>
      withService(database, async (service, owner, sink) => {
        const envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], ...parties });
        await send(owner, envelope);
        const mail = await mailTo(sink, people.counterparty.email, "【確認のお願い】");
        assert.match(mail.subject, /^青空商事株式会社【確認のお願い】業務委託契約書/);
        assert.equal(mail.header("Reply-To"), `<${people.owner.email}>`);
        assert.equal(mail.header("Auto-Submitted"), "auto-generated");
        assert.match(mail.header("Message-ID"), /^<mal_[0-9a-f-]+@sign\.example\.jp>$/);
        assert.match(mail.from, /^bounces\+[a-z2-7]{26}@bounce\.example\.jp$/);
        const link = mail.text.match(/^http:\S+\/r\/#\S+$/m)[0];
        assert.equal(mail.html.match(/<a href="([^"]+)"/)[1], link);
        assert.equal(mail.html.match(/<a /g).length, 1);
        const said = mail.html.replace(/<head>[\s\S]*<\/head>/, "").replace(/<[^>]+>/g, "").replaceAll("&gt;", ">").replaceAll("&amp;", "&").replace(/\s+/g, "");
        assert.equal(said, mail.text.replace(/^> /gm, "").replace(/\s+/g, ""));
        assert.doesNotMatch(mail.html, /<img|<script|url\(|<link/);
      }));

    it("a report of failure is shown at the recipient with its words, and told to the sender once", () =>
      withService(database, async (service, owner, sink) => {
        const envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], ...parties });
        await send(owner, envelope);
        const mail = await mailTo(sink, people.counterparty.email, "【確認のお願い】");
        await until("the mail to be marked sent", async () => (await party(owner, envelope)).delivery.state === "sent");

        assert.equal(bounce(service, report({ to: mail.from, action: "delayed", status: "4.4.1", words: "connect to mx.yamada.example: Connection timed out" })), "delayed 4.4.1");
        const delayed = await party(owner, envelope);
        assert.equal(delayed.state, "sent");
        assert.deepEqual([delayed.delivery.state, delayed.delivery.code, delayed.delivery.text], ["delayed", "4.4.1", "connect to mx.yamada.example: Connection timed out"]);

        const failed = report({ to: mail.from, action: "failed", status: "5.1.1", words: "550 5.1.1 <taro@yamada.example>: User unknown" });
        assert.equal(bounce(service, failed), "failed 5.1.1");
        assert.equal(bounce(service, failed), "failed 5.1.1", "the same report again is no fault");
        bounce(service, report({ to: mail.from, action: "delayed", status: "4.4.1", words: "late" }));
        const now = await party(owner, envelope);
        assert.equal(now.state, "undelivered");
        assert.deepEqual([now.delivery.state, now.delivery.code, now.delivery.text], ["failed", "5.1.1", "550 5.1.1 <taro@yamada.example>: User unknown"]);
        const told = await mailTo(sink, people.owner.email, "【不達】");
        assert.match(told.text, /> 550 5\.1\.1 <taro@yamada\.example>: User unknown/);
        assert.equal(told.from, "", "a mail about a mail that came back has no sender");
        assert.equal(sink.to(people.owner.email).filter((m) => m.subject.includes("【不達】")).length, 1);
      }));

    it("the address can be given by the mail server, and everything else is passed over", () =>
      withService(database, async (service, owner, sink) => {
        const envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], ...parties });
        await send(owner, envelope);
        const mail = await mailTo(sink, people.counterparty.email, "【確認のお願い】");
        const failed = { action: "failed", status: "5.1.1", words: "550 no" };
        for (const message of [
          "Subject: Re: hello\r\nContent-Type: text/plain\r\n\r\nStatus: 5.1.1\r\n",
          report({ to: mail.from, ...failed, returnPath: "<someone@example.com>" }),
          report({ to: mail.from, ...failed, action: "delivered", status: "2.0.0" }),
          report({ to: `bounces+${"a".repeat(26)}@bounce.example.jp`, ...failed }),
          report({ to: mail.from.replace("bounce.", "other."), ...failed }),
          "", Buffer.alloc(3 << 20, "x").toString(),
        ])
          assert.match(bounce(service, message), /^ignored: /);
        assert.equal((await party(owner, envelope)).state, "sent");
        assert.equal(bounce(service, report({ to: "postmaster@bounce.example.jp", ...failed }), "--to", mail.from.toUpperCase()), "failed 5.1.1");
        assert.equal((await party(owner, envelope)).state, "undelivered");
      }));

    it("every mail can be looked at before it is sent, and answers can go elsewhere", () =>
      withService(database, async (service, owner, sink) => {
        const { items } = await owner.get("/api/v1/mail-templates");
        assert.ok(items.length >= 30);
        for (const { kind } of items) {
          for (const locale of ["ja", "en"]) {
            const sample = await owner.get(`/api/v1/mail-templates/${kind}?locale=${locale}`);
            assert.doesNotMatch(sample.subject + sample.text + sample.html, /[{}]/, kind);
          }
        }
        const envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], ...parties });
        const at = `/api/v1/envelopes/${envelope.id}/mails/preview`;
        const { id } = await party(owner, envelope);
        const request = await owner.get(`${at}?recipient_id=${id}`);
        assert.match(request.text, /\/r\/#●+$/m);
        assert.match((await owner.get(`${at}?recipient_id=${id}&kind=question&locale=en`)).text, /^山田|^.*Yamada|山田製作所/);
        for (const [query, status] of [["?kind=nothing", 404], ["?locale=fr", 400], ["?recipient_id=rcp_no", 400]])
          assert.equal((await owner.raw("GET", at + query)).status, status, query);

        assert.deepEqual(await owner.get("/api/v1/mail-settings"), { reply_to: null, version: 0 });
        const put = (data) => owner.call("PUT", "/api/v1/mail-settings", data);
        assert.deepEqual(await put({ reply_to: "legal@aozora.example", version: 0 }), { reply_to: "legal@aozora.example", version: 1 });
        await assert.rejects(put({ reply_to: "x@aozora.example", version: 0 }), /409/);
        await assert.rejects(put({ reply_to: "no address", version: 1 }), /400/);
        await send(owner, envelope);
        const mail = await mailTo(sink, people.counterparty.email, "【確認のお願い】");
        assert.equal(mail.header("Reply-To"), "<legal@aozora.example>");
      }));

    it("a refusal at once is shown the same way", () =>
      withService(database, async (service, owner, sink) => {
        const envelope = await draft(owner, { documents: [{ name: "a.pdf", bytes: plainPdf() }], ...parties });
        await send(owner, envelope);
        const told = await mailTo(sink, people.owner.email, "【不達】");
        assert.match(told.text, /> .*550 5\.1\.1 no such mailbox/);
        const now = await party(owner, envelope);
        assert.equal(now.state, "undelivered");
        assert.equal(now.delivery.state, "failed");
        assert.match(now.delivery.text, /no such mailbox/);
      }, { refuse: (to) => (to === people.counterparty.email ? { code: 550, text: "5.1.1 no such mailbox" } : undefined) }));
  });
}
