// Two parties who agree in the same instant, many times, with several workers: nothing is lost, both
// signatures are whole, and the file says what each of them was shown.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import * as judge from "./judge.mjs";
import { localRoot } from "./judged.mjs";
import { plainPdf } from "./pdfs.mjs";
import { Service, agree, draft, linkFor, openLink, people, send, setUp, someAddress, waitForState } from "./service.mjs";

/** Workers beside the service's own one, on the same data. */
function moreWorkers(service, n) {
  const log = fs.openSync(`${service.dir}/workers.log`, "a");
  return Array.from({ length: n }, () => spawn(judge.skysign, ["worker", ...service.args.slice(1)], { stdio: ["ignore", log, log] }));
}

async function stopWorkers(children) {
  await Promise.all(children.map((child) => new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.on("exit", resolve);
    child.kill("SIGTERM");
  })));
}

/** The records that stand inside the signed bytes, in the order of the revisions. */
export function actRecords(file) {
  const out = judge.run("qpdf", ["--json", "--json-key=qpdf", file]).out;
  const found = [];
  const walk = (node) => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!node || typeof node !== "object") return undefined;
    if (node["/SKYS_Act"]) found.push({ ...JSON.parse(node["/SKYS_Act"].replace(/^u:/, "")), end: node["/ByteRange"].reduce((a, b) => a + b, 0) });
    return Object.values(node).forEach(walk);
  };
  walk(JSON.parse(out));
  return found.sort((a, b) => a.end - b.end);
}

async function once(service, owner, root) {
  const envelope = await draft(owner, {
    documents: [{ name: "覚書.pdf", bytes: plainPdf() }],
    counterparties: [{ ...people.counterparty, order: 1 }],
    own: { ...people.owner, order: 1 },
  });
  await send(owner, envelope);
  const both = await Promise.all([people.counterparty, people.owner].map(async (person) => ({
    person, ...(await openLink(service, await linkFor(owner, person.email, { envelope }), { from: someAddress() })),
  })));
  await Promise.all(both.map(({ client, view, person }) => agree(client, view, person)));
  const done = await waitForState(owner, envelope, "completed", 120);
  const file = `${service.dir}/instant.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[0].id}/file`));
  const { items, chain_intact } = await owner.get(`/api/v1/envelopes/${done.id}/events`);
  assert.equal(chain_intact, true);
  for (const kind of ["recipient.agreed", "recipient.sealed"]) assert.equal(items.filter((i) => i.kind === kind).length, 2, kind);
  check(file, root, both); // last: the programs that judge take their time
  return both.every(({ view }) => view.documents[0].digest === both[0].view.documents[0].digest);
}

function check(file, root, both) {
  const records = actRecords(file);
  assert.deepEqual(records.map((r) => r.kind), ["send", "agree", "agree", "closing"]);
  for (const { person, view } of both) {
    const mine = records.filter((r) => r.mail === person.email);
    assert.equal(mine.length, 1, "one act each");
    assert.equal(mine[0].shown_sha256, view.documents[0].digest, "the record names what this person was shown");
  }
  const found = judge.pdfsig(file, { root }).filter((s) => s.subFilter === "ETSI.CAdES.detached");
  assert.equal(found.length, 4);
  for (const s of found) assert.equal(s.signature, "Signature is Valid.", s.text);
  const report = JSON.parse(judge.run(judge.skysign, ["verify", "--json", "--offline", "--trust", root, file]).out);
  assert.equal(report.verdict, "TOTAL-PASSED", JSON.stringify(report));
  for (const s of report.signatures) assert.ok(s.permitted);
}

/** Gives how often both were shown the same revision, which is the case that a lost update needs. */
export async function agreeInOneInstant({ database, times, workers = 3 }) {
  const service = await Service.start({ database, settings: { level: "B-T", trusted_proxies: "127.0.0.1" } });
  const extra = moreWorkers(service, workers - 1);
  try {
    const owner = await setUp(service);
    const root = await localRoot(service);
    let same = 0;
    for (let i = 0; i < times; i++) same += await once(service, owner, root);
    return { times, same };
  } finally {
    await stopWorkers(extra);
    await service.stop();
  }
}
