// The bundle for a court: unpacked into an empty folder it is checked by the instructions inside it, with openssl, sha256sum, jq and
// unzip, and with the offline commands of the program; nothing in it opens anything.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import { signIn, untilClosed, withService } from "../support/audit-day.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { agree, draft, linkFor, openLink, people, send, until, waitForState } from "../support/service.mjs";

after(stopPostgres);

/** Asked for, made, downloaded, unpacked. */
async function unpacked(client, envelope, dir) {
  const url = `/api/v1/envelopes/${envelope.id}/bundle`;
  assert.equal((await client.post(url)).state, "making");
  const made = await until("the bundle", async () => {
    const now = await (await client.raw("GET", url, { headers: { Accept: "application/json" } })).json();
    assert.notEqual(now.state, "failed", now.failure);
    return now.state === "ready" && now;
  }, 60, 200);
  const zip = await client.download(url);
  assert.equal(zip.length, made.size);
  fs.mkdirSync(dir);
  fs.writeFileSync(`${dir}.zip`, zip);
  assert.equal(execFileSync("sha256sum", [`${dir}.zip`], { encoding: "utf8" }).slice(0, 64), made.sha256);
  execFileSync("unzip", ["-q", `${dir}.zip`, "-d", dir], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
  return fs.readdirSync(dir, { recursive: true }).filter((f) => fs.statSync(`${dir}/${f}`).isFile()).sort();
}

/** With an attachment, and a counterparty who has to take the steps of a law first. */
async function concluded(service, owner, documents, attachment) {
  const { id } = await draft(owner, { documents });
  await owner.upload(`/api/v1/envelopes/${id}/attachments?name=${encodeURIComponent(attachment.name)}`, attachment.bytes, "application/octet-stream");
  const now = await owner.get(`/api/v1/envelopes/${id}`);
  const recipients = now.recipients.map((r) => (r.side === "counterparty" ? { ...r, consents: ["construction"] } : r));
  await send(owner, await owner.patch(`/api/v1/envelopes/${id}`, { version: now.version, recipients }));
  for (const person of [people.counterparty, people.owner]) {
    const opened = await openLink(service, await linkFor(owner, person.email, { envelope: now }));
    const [law] = opened.view.gate.next === "consent" ? opened.view.gate.consents : [];
    if (law) opened.view = await opened.client.post("/api/v1/recipient/consents", { law: law.law, version: law.version });
    await agree(opened.client, opened.view, person);
  }
  return waitForState(owner, now, "completed");
}

/** As on a machine that never saw the service. */
const elsewhere = (dir, command, ...args) => judge.run(command, args, { cwd: dir, env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" } });
const text = (file) => judge.run("pdftotext", ["-layout", file, "-"]).out;

describe("the bundle for a court", () => {
  for (const database of databases) {
    it(`is checked without the service by its own instructions, on ${database.name}`, () =>
      withService(database, async (world) => {
        const { service, clock, dir } = world;
        const uploads = [plainPdf(), plainPdf({ pages: 2 })];
        const attachment = { name: "図面.bin", bytes: Buffer.from("図面".repeat(1000)) };
        const done = await concluded(service, world.owner, [{ name: "業務委託契約書.pdf", bytes: uploads[0] }, { name: "別紙/仕様.pdf", bytes: uploads[1] }], attachment);
        clock.moveToHour(1, 1);
        await untilClosed(world, 1);
        const client = await signIn(service);
        const out = `${dir}/bundle`;
        const files = await unpacked(client, done, out);
        const at = String(Math.floor(clock.now() / 1000));

        // everything is there, under names that people read
        const [first, second] = [1, 2].map((i) => files.filter((f) => f.startsWith(`documents/0${i}-`)).map((f) => path.basename(f)));
        assert.deepEqual(first.map((f) => f.replace(/^\d+-/, "")).sort(), ["agree-佐藤 花子.pdf", "agree-山田 太郎.pdf", "concluded.pdf", "send.pdf", "upload.pdf"]);
        assert.equal(second.length, 5);
        const under = (prefix) => files.filter((f) => f.startsWith(prefix));
        assert.ok(fs.readFileSync(`${out}/${under("documents/01-").find((f) => f.endsWith("0-upload.pdf"))}`).equals(uploads[0]));
        for (const wanted of ["README.txt", "SHA256SUMS", "00_court/裁判所御中_説明書.pdf", "00_court/証拠説明書_案.pdf", "00_court/証拠説明書_案.csv", "certificate/合意締結証明書.pdf",
          "audit/audit-trail.json", "audit/audit-trail.ja.pdf", "audit/audit-trail.en.pdf", "audit/register.txt", "mails/index.csv", "texts/statements.txt", "texts/screens.txt",
          "about/build.json", "about/key-custody.txt", "about/clock.csv", "about/time-stamps.csv", "verify/anchor.pem", "verify/audit-verify.md", "verify/audit-verify.sh", "verify/verify.sh",
          "reports/01.json", "reports/01.xml", "reports/01.ja.txt", "reports/03.json"]) {
          assert.ok(files.includes(wanted), `${wanted} is not in ${files.join("\n")}`);
        }
        assert.equal(under("audit/days/").length, 2);
        assert.ok(fs.readFileSync(`${out}/attachments/01-図面.bin`).equals(attachment.bytes));
        assert.match(fs.readFileSync(`${out}/texts/consents.txt`, "utf8"), /利用条件[^]*建設業法[^]*書面に代えて/);
        assert.match(fs.readFileSync(`${out}/texts/consents.csv`, "utf8"), /"construction","[^"]+","consent","20/);
        assert.match(text(`${out}/certificate/合意締結証明書.pdf`), /添付資料 +図面\.bin\s+SHA-256 +[0-9a-f]{64}/);

        // its own instructions, with nothing of ours
        assert.match(fs.readFileSync(`${out}/README.txt`, "utf8"), /\n {2}sh verify\/verify\.sh\n/);
        const followed = elsewhere(out, "sh", "verify/verify.sh", at);
        assert.equal(followed.status, 0, followed.out + followed.err);
        assert.match(followed.out, /concluded\.pdf: TOTAL-PASSED/);
        const lines = fs.readFileSync(`${out}/SHA256SUMS`, "utf8").trim().split("\n");
        assert.deepEqual(lines.map((l) => l.slice(66)).sort(), files.filter((f) => f !== "SHA256SUMS"));

        // and with the program's offline commands
        const when = ["--trust", `${out}/verify/anchor.pem`, "--offline", "--at", new Date(clock.now()).toISOString()];
        const trail = judge.run(judge.skysign, ["audit", "verify", out, ...when]);
        assert.equal(trail.status, 0, trail.out + trail.err);
        for (const file of files.filter((f) => /concluded\.pdf$|^certificate\//.test(f))) {
          const said = judge.run(judge.skysign, ["verify", `${out}/${file}`, ...when]);
          assert.equal(said.status, 0, said.out);
          assert.deepEqual(judge.qpdfCheck(`${out}/${file}`).warnings, []);
        }
        const day = under("audit/days/").find((f) => f.endsWith(".ers"));
        assert.equal(judge.run(judge.skysign, ["evidence", "verify", `${out}/${day}`, `${out}/${day.replace(/ers$/, "txt")}`, ...when]).status, 0);
        assert.equal(judge.run("xmllint", ["--noout", `${out}/reports/01.xml`]).status, 0);

        // papers for people
        for (const file of files.filter((f) => f.startsWith("00_court/") && f.endsWith(".pdf"))) assert.deepEqual(judge.qpdfCheck(`${out}/${file}`).warnings, []);
        assert.match(text(`${out}/00_court/裁判所御中_説明書.pdf`), /裁判所/);
        const list = text(`${out}/00_court/証拠説明書_案.pdf`);
        for (const word of ["甲1", "甲5", "標目", "作成者", "作成年月日", "立証趣旨", "合意締結証明書"]) assert.ok(list.replace(/\s/g, "").includes(word), `${word}: ${list}`);
        assert.match(fs.readFileSync(`${out}/texts/statements.txt`, "utf8"), /契約を締結することに同意します/);
        const build = JSON.parse(fs.readFileSync(`${out}/about/build.json`, "utf8"));
        assert.ok(build.version && build.commit && build.compiler && build.built_with.libcrypto);
        assert.ok(fs.readFileSync(`${out}/about/clock.csv`, "utf8").split("\r\n").length >= 3, "the clock was looked at");

        // nothing that opens anything, and nothing of the sender's own
        assert.ok(under("mails/").length > 2);
        for (const file of under("mails/")) assert.doesNotMatch(fs.readFileSync(`${out}/${file}`, "utf8"), /#[A-Za-z0-9_-]{43}/);
        assert.match(fs.readFileSync(`${out}/${under("mails/").find((f) => f.endsWith(".txt"))}`, "utf8"), /\/r\/#\*{43}/);
        assert.ok(!fs.readFileSync(`${out}/audit/audit-trail.json`, "utf8").includes("別紙/仕様.pdf\",\"salt"));

        // a changed file, and a file of another contract with its digest put right
        const putRight = () => execFileSync("sh", ["-c", "find . -type f ! -name SHA256SUMS -printf '%P\\n' | xargs -d '\\n' sha256sum > /tmp/sums.$$ && mv /tmp/sums.$$ SHA256SUMS"], { cwd: out });
        fs.appendFileSync(`${out}/attachments/01-図面.bin`, " ");
        assert.equal(elsewhere(out, "sh", "verify/verify.sh", at).status, 2);
        putRight();
        const foreign = elsewhere(out, "sh", "verify/verify.sh", at);
        assert.equal(foreign.status, 2);
        const last = files.find((f) => f.endsWith("concluded.pdf"));
        fs.appendFileSync(`${out}/${last}`, " ");
        putRight();
        const forged = elsewhere(out, "sh", "verify/verify.sh", at);
        assert.equal(forged.status, 2);
        assert.match(forged.out, /refused: .*concluded\.pdf is not in the audit trail/);
        assert.match(foreign.out, /refused: attachments\/01-図面\.bin is not in the audit trail/);

        // the same again is a new revision; a draft has none; strangers get nothing
        assert.equal((await client.post(`/api/v1/envelopes/${done.id}/bundle`)).revision, 2);
        const other = await draft(client, { documents: [{ name: "丙.pdf", bytes: plainPdf() }] });
        await assert.rejects(client.post(`/api/v1/envelopes/${other.id}/bundle`), (e) => e.status === 409);
        await assert.rejects(client.download(`/api/v1/envelopes/${other.id}/bundle`), (e) => e.status === 404);
        assert.equal((await service.client().raw("GET", `/api/v1/envelopes/${done.id}/bundle`)).status, 401);

        // one that is still under way has evidence too
        await send(client, other);
        await linkFor(client, people.counterparty.email, { envelope: other });
        const early = await unpacked(client, other, `${dir}/early`);
        assert.ok(early.some((f) => f.endsWith("/current.pdf")) && !early.some((f) => f.startsWith("certificate/")));
        const half = elsewhere(`${dir}/early`, "sh", "verify/verify.sh", at);
        assert.equal(half.status, 1, half.out + half.err);
        assert.deepEqual(world.db.rows("SELECT id, kind, last_error FROM job WHERE state = 'failed'"), []);
      }));
  }
});
