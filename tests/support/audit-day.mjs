// For scenarios of the audit trail's daily roots: a service whose clock can be moved, and judges of its records.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { localRoot } from "./judged.mjs";
import * as judge from "./judge.mjs";
import { MovingClock } from "./moving.mjs";
import { readRecord } from "./records.mjs";
import { reader } from "./rows.mjs";
import { Service, people, setUp, until } from "./service.mjs";

const scratch = judge.tempDir("tokens");

export const sha256 = (data) => crypto.createHash("sha256").update(data).digest();

/** What a token is over. */
export function imprint(token) {
  fs.writeFileSync(`${scratch}/token`, token);
  const { out } = judge.run("openssl", ["ts", "-reply", "-token_in", "-in", `${scratch}/token`, "-token_out", "-text"]);
  const rows = out.match(/Message data:\n((?: {4}[0-9a-f]{4} - .*\n)+)/)[1].trim().split("\n");
  return Buffer.from(rows.map((r) => r.trim().slice(7, 55).replace(/[^0-9a-f]/g, "")).join(""), "hex");
}

export async function withService(database, body) {
  const dir = judge.tempDir("audit-day");
  const clock = new MovingClock(dir);
  clock.moveToHour(1, 10);
  const url = await database.fresh();
  const service = await Service.start({ dir, database: url, env: clock.env });
  const db = reader(service, url);
  /** As somebody with the database's password would. */
  const write = (sql) => (url ? execFileSync("psql", [url, "-qc", sql], { stdio: "pipe" })
    : execFileSync("sqlite3", ["-cmd", ".timeout 5000", `${dir}/data/skysign.db`, sql], { stdio: "pipe" }));
  try {
    const owner = await setUp(service);
    await body({ service, clock, owner, db, write, dir });
  } finally {
    await service.stop();
  }
}

/** Sessions end after hours. */
export async function signIn(service) {
  const client = service.client();
  await client.post("/api/v1/session", { email: people.owner.email, password: people.owner.password });
  return client;
}

export const today = (clock) => new Date(clock.now() + 9 * 3600_000).toISOString().slice(0, 10);
export const closed = ({ db }) => db.rows("SELECT day, no FROM audit_day ORDER BY no").map((r) => r.day);
export const stamps = ({ db }, state) => Number(db.rows(`SELECT count(*) AS n FROM timestamp_use WHERE subject LIKE 'audit:%' AND state = '${state}'`)[0].n);
export const untilClosed = (world, n) => until(`${n} days to be closed`, () => {
  const days = closed(world);
  return days.length >= n ? days : null;
}, 40, 150);

/** The record of one envelope, by our program and, but for the tree, by openssl and by hand. */
export async function judgeRecord({ service, clock, dir }, client, envelope, day) {
  const path = `/api/v1/envelopes/${envelope.id}/audit-record?day=${day}`;
  const told = await (await client.raw("GET", path, { headers: { Accept: "application/json" } })).json();
  const record = await client.download(path);
  assert.ok(record.equals(Buffer.from(told.record, "base64")));
  assert.match(told.bytes, new RegExp(`^skysign-audit-head 1 org_\\S+ ${day} ${envelope.id} ${told.seq} ${told.hash}\\n$`));
  const root = await localRoot(service);
  const file = `${dir}/${envelope.id}-${day}`;
  fs.writeFileSync(file, execFileSync("printf", ["%s\n", told.bytes.trimEnd()]));
  fs.writeFileSync(`${file}.ers`, record);
  assert.match(execFileSync("sha256sum", [file], { encoding: "utf8" }), new RegExp(`^${told.sha256} `));
  const verify = (f) => judge.run(judge.skysign, ["evidence", "verify", `${file}.ers`, f, "--offline", "--trust", root],
    { env: { ...process.env, ...clock.env } });
  const { status, out, err } = verify(file);
  assert.equal(status, 0, out + err);
  fs.writeFileSync(`${file}.other`, told.bytes.replace(" 1 ", " 2 "));
  assert.equal(verify(`${file}.other`).status, 2, "no other bytes");

  const [stamp] = readRecord(record);
  fs.writeFileSync(`${file}.tst`, stamp.token);
  const over = stamp.root(sha256(fs.readFileSync(file)));
  const pem = root.endsWith(".pem") ? root : `${file}.pem`;
  if (pem !== root) execFileSync("openssl", ["x509", "-inform", "DER", "-in", root, "-out", pem]);
  const answer = judge.run("openssl", ["ts", "-verify", "-token_in", "-in", `${file}.tst`, "-digest", over.toString("hex"), "-CAfile", pem,
    "-attime", String(Math.floor(clock.now() / 1000))]);
  assert.match(answer.out + answer.err, /Verification: OK/);
  return { told, over };
}
