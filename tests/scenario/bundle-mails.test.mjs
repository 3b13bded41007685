// What a mail server took is kept byte for byte; the bundle shows it with its tokens masked and tells the digest of what was sent.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, it } from "node:test";
import { SMTPServer } from "smtp-server";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, draft, people, send, setUp, until } from "../support/service.mjs";

after(stopPostgres);

const decoded = (mime) => [...mime.matchAll(/base64\r\n\r\n([A-Za-z0-9+/=\r\n]+)/g)].map((m) => Buffer.from(m[1], "base64").toString()).join("\n");

for (const database of databases) {
  it(`a mail in the bundle is the one that was sent but for its token, on ${database.name}`, async () => {
    const got = [];
    const server = new SMTPServer({
      logger: false, disableReverseLookup: true, authOptional: true, disabledCommands: ["STARTTLS", "AUTH"],
      onData: (stream, session, done) => {
        const chunks = [];
        stream.on("data", (d) => chunks.push(d));
        stream.on("end", () => { got.push(Buffer.concat(chunks)); done(null, "250 taken as 4711"); });
      },
    });
    server.on("error", () => {});
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const service = await Service.start({
      database: await database.fresh(),
      settings: { smtp_url: `smtp://127.0.0.1:${server.server.address().port}`, smtp_starttls: "off", smtp_from: "SkySign <no-reply@example.jp>" },
    });
    try {
      const owner = await setUp(service);
      const envelope = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
      await send(owner, envelope);
      const sent = await until("the mail", () => got.find((m) => m.includes("<taro@yamada.example>")), 60, 100);
      const url = `/api/v1/envelopes/${envelope.id}/bundle`;
      const dir = judge.tempDir("bundle-mails");
      await until("the mail to be on record", async () => {
        const now = await owner.get(`/api/v1/envelopes/${envelope.id}`);
        return now.recipients.find((r) => r.side === "counterparty").delivery?.state === "sent";
      }, 30, 100);
      await owner.post(url);
      await until("the bundle", async () => (await (await owner.raw("GET", url, { headers: { Accept: "application/json" } })).json()).state === "ready", 60, 100);
      fs.writeFileSync(`${dir}/b.zip`, await owner.download(url));
      execFileSync("unzip", ["-q", "b.zip"], { cwd: dir, env: { ...process.env, LC_ALL: "C.UTF-8" } });
      const [name] = fs.readdirSync(`${dir}/mails`).filter((f) => f.endsWith(".eml"));
      const shown = fs.readFileSync(`${dir}/mails/${name}`);
      assert.equal(shown.length, sent.length);
      assert.match(decoded(sent.toString()), /\/r\/#[A-Za-z0-9_-]{43}/);
      assert.equal(decoded(shown.toString()), decoded(sent.toString()).replace(/#[A-Za-z0-9_-]{43}/g, `#${"*".repeat(43)}`));
      const head = (m) => m.toString().split("\r\n\r\n")[0];
      assert.equal(head(shown), head(sent));
      const index = fs.readFileSync(`${dir}/mails/index.csv`, "utf8");
      assert.ok(index.includes(crypto.createHash("sha256").update(sent).digest("hex")), index);
      assert.match(index, /taro@yamada\.example/);
    } finally {
      await service.stop();
      server.close();
    }
  });
}
