// What must be true of a service's data when its work is done, whatever happened on the way.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import * as judge from "./judge.mjs";
import { reader } from "./rows.mjs";
import { until } from "./service.mjs";

/** The sealer's register as its format says (src/sealer/record.h): act id → signature, hex. */
function register(service) {
  const acts = new Map();
  for (const line of fs.readFileSync(`${service.dir}/data/sealer/register`, "utf8").split("\n").filter(Boolean)) {
    const fields = line.split(" ");
    assert.ok(!acts.has(fields[3]), `act ${fields[3]} is in the register once`);
    acts.set(fields[3], fields[9]);
  }
  return acts;
}

function judgeJobs({ rows }) {
  const open = rows("SELECT id, kind, state, run_at, attempts, last_error FROM job WHERE state <> 'done'");
  const late = open.filter((j) => j.state !== "ready" || Number(j.run_at) <= Date.now());
  assert.deepEqual(late, [], "no job failed, is stuck or forgotten");
}

/** The register and the seals on record are the same acts with the same signatures. */
function judgeSeals({ rows, hex }, acts) {
  const all = rows(`SELECT id, kind, step, key_id, document_id, act_id, ${hex("signature")} AS signature FROM seal`);
  for (const seal of all) assert.equal(seal.step, "committed", `seal ${seal.id} is finished`);
  // what extends a document bears no signature, nor what makes it ready where the service does not certify
  const signed = all.filter((s) => s.kind !== "timestamp" && !(s.kind === "send" && s.key_id === "" && !s.signature));
  const ofParties = signed.filter((s) => s.key_id === "party"), seals = signed.filter((s) => s.key_id !== "party");
  for (const seal of ofParties) assert.ok(!acts.has(seal.id), `seal ${seal.id} is a party's own`);
  for (const seal of seals) {
    assert.equal(acts.get(seal.id), seal.signature, `seal ${seal.id} has the signature that the register has`);
  }
  assert.equal(acts.size, seals.length, "the register holds no act without a seal");
  assert.equal(new Set(signed.map((s) => s.signature)).size, signed.length, "no signature stands for two acts");
  assert.equal(new Set(all.map((s) => `${s.document_id} ${s.act_id}`)).size, all.length, "no act is sealed twice on a document");
  return { own: seals.length, parties: ofParties.map((s) => s.signature) };
}

/** Every chain, computed anew: hash = SHA-256(previous hash || payload). */
function judgeAudit({ rows, hex }) {
  const chains = new Map();
  const events = rows(`SELECT chain, seq, payload, ${hex("prev_hash")} AS prev, ${hex("hash")} AS hash FROM audit_event ORDER BY chain, seq`);
  for (const event of events) {
    const last = chains.get(event.chain) ?? { seq: 0, hash: "0".repeat(64) };
    assert.equal(Number(event.seq), last.seq + 1, `chain ${event.chain} has no gap`);
    assert.equal(event.prev, last.hash, `chain ${event.chain} is joined at ${event.seq}`);
    const hash = crypto.createHash("sha256").update(Buffer.from(event.prev, "hex")).update(event.payload).digest("hex");
    assert.equal(event.hash, hash, `chain ${event.chain}: event ${event.seq} is what was hashed`);
    chains.set(event.chain, { seq: Number(event.seq), hash });
  }
  return events.length;
}

function judgeRevisions({ rows }) {
  for (const d of rows("SELECT d.id, d.head_no, count(*) AS n, max(r.no) AS top FROM document d JOIN revision r ON r.document_id = d.id GROUP BY d.id, d.head_no")) {
    assert.equal(Number(d.n), Number(d.head_no), `document ${d.id} has every revision once`);
    assert.equal(Number(d.top), Number(d.head_no), `document ${d.id} points at its newest revision`);
  }
}

/** The sender is told of each of the two agreements, a code is sent as often as it is asked for, all else is said once. */
function judgeMails({ rows }) {
  const twice = rows("SELECT envelope_id, recipient_id, to_email, kind, count(*) AS n FROM mail WHERE envelope_id IS NOT NULL AND kind <> 'code' GROUP BY envelope_id, recipient_id, to_email, kind HAVING count(*) > CASE kind WHEN 'agreed' THEN 2 ELSE 1 END");
  assert.deepEqual(twice, [], "nobody is told the same thing twice");
}

/** Every file of the blob store has its row, every row that counts has its file and its use. */
function judgeBlobs(service, { rows }) {
  const root = `${service.dir}/data/blobs`;
  const folders = fs.readdirSync(root).filter((f) => f !== "incoming");
  const files = new Set(folders.flatMap((f) => fs.readdirSync(`${root}/${f}`)));
  const known = new Map(rows("SELECT id, state FROM blob").map((b) => [b.id, b.state]));
  const used = new Set(rows("SELECT original_blob AS id FROM document UNION SELECT blob_id FROM revision UNION SELECT tail_blob FROM seal").map((b) => b.id));
  assert.deepEqual([...files].filter((f) => !known.has(f)), [], "no file is without its row");
  for (const [id, state] of known) {
    if (state !== "ready") continue;
    assert.ok(files.has(id), `blob ${id} is ready and has its file`);
    assert.ok(used.has(id), `blob ${id} is ready and used`);
  }
  assert.deepEqual(fs.readdirSync(`${root}/incoming`), [], "nothing is half-written");
  return files.size;
}

/** The signature values in the final files are those of the register and of the parties' own seals, each once. */
function judgeFiles(files, acts, parties) {
  const left = new Set([...acts.values(), ...parties]);
  for (const file of files) {
    for (const { contents } of judge.signatureParts(file)) {
      if (judge.isTimestamp(contents)) continue;
      const value = judge.signatureValue(contents).toString("hex");
      assert.ok(left.delete(value), `${file}: its signatures are on record, each for one act`);
    }
  }
}

/** Every seal that bears a stamp has it on record once; what was asked in vain is settled too. */
function judgeStamps({ rows }) {
  const got = rows("SELECT s.id, count(u.id) AS n FROM seal s LEFT JOIN timestamp_use u ON u.subject = s.id AND u.state = 'got' WHERE s.gen_time IS NOT NULL GROUP BY s.id");
  for (const seal of got) assert.equal(Number(seal.n), 1, `seal ${seal.id} has one stamp on record`);
  assert.deepEqual(rows("SELECT id, subject FROM timestamp_use WHERE state = 'asked'"), [], "nobody is asked any more");
  return Number(rows("SELECT coalesce(sum(losses), 0) AS n FROM timestamp_use")[0].n);
}

/** Once nothing is under way any more. `files`: signed files that were downloaded. Gives what was counted. */
export async function judgeConsistent(service, { database, files = [] } = {}) {
  const db = reader(service, database);
  await until("the swept blobs to be gone", () => db.rows("SELECT count(*) AS n FROM blob WHERE state = 'doomed'")[0].n == 0, 30, 300);
  judgeJobs(db);
  const acts = register(service);
  const proved = judge.run(judge.skysign, ["register", "verify", `${service.dir}/data`]);
  assert.equal(proved.status, 0, `the register's own chain: ${proved.out}${proved.err}`);
  const seals = judgeSeals(db, acts);
  const counted = { seals: seals.own, ofParties: seals.parties.length, events: judgeAudit(db), blobs: judgeBlobs(service, db), lostStamps: judgeStamps(db) };
  judgeRevisions(db);
  judgeMails(db);
  judgeFiles(files, acts, seals.parties);
  return counted;
}

/** After its end a service leaves nothing of its work in its folder for private files. */
export function judgeStopped(service) {
  assert.deepEqual(fs.readdirSync(`${service.dir}/data/tmp`), [], "no private file stays behind");
}
