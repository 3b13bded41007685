// Many kept documents due at once, renewed by the real worker with the local time-stamp authority, by
// document time-stamps and by evidence records.
//   SKYSIGN=… COUNT=2000 node renewal.mjs [timestamp|record …]
//
// A few contracts are concluded through HTTP, then their rows are copied COUNT times: contract, document,
// revisions and plan. The copies share the files of their original; what renewing writes is each one's own.
// The clock is moved to the night in which they are due (tests/support/moving.mjs); nobody is waited for but the disk.
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuOf, minus, pss } from "./proc.mjs";
import { tempDir } from "../tests/support/judge.mjs";
import { DAY, MovingClock } from "../tests/support/moving.mjs";
import { plainPdf } from "../tests/support/pdfs.mjs";
import { reader } from "../tests/support/rows.mjs";
import { conclude, Service, setUp, until } from "../tests/support/service.mjs";

const COUNT = Number(process.env.COUNT ?? 2000);
const TEMPLATES = 4;
const THREADS = Number(process.env.THREADS ?? 2);
const MS = 1000;

/** COUNT copies of the contract documents, in one transaction. */
function copy(file, count) {
  const columns = (table) => JSON.parse(execFileSync("sqlite3", ["-json", file, `SELECT name FROM pragma_table_info('${table}')`], { encoding: "utf8" }))
    .map((c) => c.name);
  const renamed = (id) => `substr(${id}, 1, length(${id}) - 8) || printf('%08x', n)`;
  const rows = (table, ids, where) => {
    const all = columns(table);
    return `INSERT INTO ${table} (${all.join(", ")}) SELECT ${all.map((c) => (ids.includes(c) ? renamed(`t.${c}`) : `t.${c}`)).join(", ")}
      FROM ${table} t JOIN original o ON ${where} JOIN numbers ON numbers.n % ${TEMPLATES} = o.turn;`;
  };
  execFileSync("sqlite3", [file], { input: `
    PRAGMA synchronous = OFF;
    BEGIN;
    CREATE TEMP TABLE numbers AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count}) SELECT n FROM c;
    CREATE TEMP TABLE original AS SELECT id AS document, envelope_id AS envelope, row_number() OVER (ORDER BY id) - 1 AS turn
      FROM document WHERE kind = 'contract' AND id IN (SELECT document_id FROM preservation);
    ${rows("envelope", ["id"], "t.id = o.envelope")}
    ${rows("document", ["id", "envelope_id"], "t.id = o.document")}
    ${rows("revision", ["document_id"], "t.document_id = o.document")}
    ${rows("preservation", ["document_id", "envelope_id"], "t.document_id = o.document")}
    COMMIT;` });
}

/** A service with COUNT documents that are due in its present night. */
async function filled(method) {
  const dir = tempDir("renewal"), clock = new MovingClock(dir);
  const service = await Service.start({ dir, env: clock.env, settings: { renewals_per_minute: 100_000, worker_threads: THREADS } });
  const owner = await setUp(service), db = reader(service);
  for (let i = 0; i < TEMPLATES; i++) await conclude(service, owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
  if (method === "record") {
    const policy = await owner.get("/api/v1/timestamps/policy");
    await owner.call("PUT", "/api/v1/timestamps/policy", { purposes: policy.purposes, renewal_method: "record", version: policy.version });
  }
  clock.moveToHour(2, 12);
  await until("the first day to be over", () => db.rows("SELECT count(*) AS n FROM preservation WHERE next_action <> 'renew'")[0].n === 0, 120, 500);
  await service.stop();
  const file = `${dir}/data/skysign.db`, start = performance.now();
  copy(file, COUNT);
  const [{ last }] = db.rows("SELECT max(next_at) AS last FROM preservation");
  clock.moveTo(last + DAY);
  clock.moveToHour(1, 1);
  const [{ size }] = db.rows("SELECT max(size) AS size FROM revision");
  console.log(`${COUNT} documents of ${size} bytes loaded in ${((performance.now() - start) / MS).toFixed(1)} s`);
  return { dir, file, service, clock, db };
}

const sizes = ({ dir, file, db }) => ({
  blobs: db.rows("SELECT coalesce(sum(size), 0) AS n FROM blob")[0].n,
  files: Number(execFileSync("du", ["-sb", `${dir}/data/blobs`], { encoding: "utf8" }).split("\t")[0]),
  database: fs.statSync(file).size + (fs.existsSync(`${file}-wal`) ? fs.statSync(`${file}-wal`).size : 0),
});

/** Polls rarely: counting is work, too. Memory is looked at in each tenth of the way. */
async function renewAll(world, from) {
  const { db, service } = world, memory = [];
  let done = 0, tenth = 0;
  while (done < COUNT) {
    await sleep(Math.min(5000, 200 + COUNT / 10));
    [{ n: done }] = db.rows(`SELECT count(*) AS n FROM preservation WHERE renewed_at >= ${from}`);
    if (done * 10 < COUNT * (tenth + 1) && done < COUNT) continue;
    tenth = Math.floor((done * 10) / COUNT);
    memory.push(pss(service.pids()).worker);
  }
  return memory;
}

/** What nothing can beat on this machine: a signature and its check, hashing the file, one durable write. */
function limits(dir, bytes) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  const data = crypto.randomBytes(bytes);
  const each = (n, work) => {
    const start = process.cpuUsage();
    for (let i = 0; i < n; i++) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / n;
  };
  const key = each(300, () => crypto.verify("sha256", data.subarray(0, 100), publicKey, crypto.sign("sha256", data.subarray(0, 100), privateKey)));
  const hash = each(300, () => crypto.createHash("sha256").update(data).digest());
  const start = performance.now();
  for (let i = 0; i < 50; i++) {
    const fd = fs.openSync(`${dir}/sync`, "w");
    fs.writeSync(fd, data.subarray(0, 16384));
    fs.fsyncSync(fd);
    fs.closeSync(fd);
  }
  return { key, hash, fsync: (performance.now() - start) / 50 };
}

async function run(method) {
  const world = await filled(method), before = sizes(world);
  try {
    const from = world.clock.now() - 60 * MS, start = performance.now();
    await world.service.restart();
    const memory = await renewAll(world, from);
    const seconds = (performance.now() - start) / MS, cpu = cpuOf(world.service.pids()), after = sizes(world), added = minus(after, before);
    const total = Object.values(cpu).reduce((a, b) => a + b, 0) * MS / COUNT;
    const [{ stamps }] = world.db.rows("SELECT count(*) AS stamps FROM timestamp_use WHERE purpose = 'renewal' AND state = 'got' AND subject NOT LIKE 'audit:%'");
    const [{ size }] = world.db.rows("SELECT max(size) AS size FROM revision");
    const l = limits(world.dir, size);
    console.log(`${method}: ${COUNT} documents in ${seconds.toFixed(1)} s = ${(COUNT / seconds).toFixed(1)} per second, ${stamps} time-stamps`);
    console.log(`  CPU ms each: ${Object.entries(cpu).map(([k, v]) => `${k} ${(v * MS / COUNT).toFixed(2)}`).join(", ")}; together ${total.toFixed(2)}`);
    console.log(`  limit: signing and checking ${l.key.toFixed(3)} ms, hashing the file ${l.hash.toFixed(3)} ms: ${(total / (l.key + l.hash)).toFixed(1)} times; one durable write ${l.fsync.toFixed(2)} ms`);
    console.log(`  worker's PSS MB by tenths: ${memory.map((m) => m.toFixed(1)).join(" ")}`);
    console.log(`  added each: ${Math.round(added.blobs / COUNT)} bytes of files (${Math.round(added.files / COUNT)} on disk), ${Math.round(added.database / COUNT)} of database, now ${(after.database / 1e6).toFixed(1)} MB`);
    const bad = world.db.rows("SELECT state, last_error, count(*) AS n FROM preservation WHERE last_error IS NOT NULL GROUP BY 1, 2");
    for (const b of bad) console.log(`  ${b.n} ${b.state}: ${b.last_error}`);
  } finally {
    await world.service.stop();
    fs.rmSync(world.dir, { recursive: true, force: true });
  }
}

for (const method of process.argv.length > 2 ? process.argv.slice(2) : ["timestamp", "record"]) await run(method);
