// Contracts are concluded while processes are killed at random moments; what
// must hold afterwards, whatever was killed when.
import assert from "node:assert/strict";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { judgeSignedFile, localRoot } from "./judged.mjs";
import { judgeConsistent, judgeStopped } from "./consistent.mjs";
import * as judge from "./judge.mjs";
import { plainPdf } from "./pdfs.mjs";
import { Service, Unexpected, declaration, linkFor, people, send, setUp, until, draft, waitForState, passGate } from "./service.mjs";

/** Repeats a request until the service answers it; `done` recognises that an earlier try had worked. */
async function insist(what, ask, done = () => false) {
  return until(what, async () => {
    try {
      return (await ask()) ?? true;
    } catch (e) {
      if (e instanceof Unexpected && e.status < 500 && e.status !== 429) {
        if (done(e)) return true;
        throw e;
      }
      await sleep(50);
      return null;
    }
  }, 90);
}

async function actOf(service, owner, envelope, person) {
  const token = await insist("the link", () => linkFor(owner, person.email, { envelope, seconds: 60 }));
  const client = service.client();
  const opened = await insist("opening", () => client.post("/api/v1/recipient/open", { token }));
  let view = opened;
  // an answer that was lost makes the link one that another browser has used
  await insist("the gate", () => passGate(client, opened, owner, person.email));
  await insist("the view", async () => { view = await client.get("/api/v1/recipient/envelope"); return true; });
  await insist("agreeing", () => client.post("/api/v1/recipient/agree", declaration(view, person)), (e) => e.status === 409);
}

/** Every third file needs the repair, so that it too is met by a kill. */
const upload = (number) => (number % 3 ? plainPdf() : Buffer.concat([Buffer.from("junk\n"), plainPdf()]));

/** One contract, whatever happens meanwhile. */
async function concludeInsisting(service, owner, number) {
  let envelope;
  await insist("the draft", async () => {
    envelope = await draft(owner, { title: `契約 ${number}`, documents: [{ name: `契約${number}.pdf`, bytes: upload(number) }] });
    return true;
  });
  await insist("sending", () => send(owner, envelope), (e) => e.status === 409);
  for (const person of [people.counterparty, people.owner]) await actOf(service, owner, envelope, person);
  await insist("conclusion", () => waitForState(owner, envelope, "completed", 180));
  return envelope;
}

/** A generator of small numbers that a seed repeats. */
function numbers(seed) {
  let random = seed >>> 0;
  return (n) => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return Math.floor((random / 2 ** 32) * n);
  };
}

/** What is ended, and how often: one process, all of them at once, the database's server. */
function victims(service, crashDatabase) {
  const one = (name) => ({ name, weight: 4, kill: () => service.kill(name) });
  return [
    one("worker"), one("sealer"), one("web"),
    { name: "all", weight: 1, kill: async () => { await service.crash(); return true; } },
    ...(crashDatabase ? [{ name: "database", weight: 1, kill: async () => { await crashDatabase(); return true; } }] : []),
  ].flatMap((v) => Array(v.weight).fill(v));
}

/** Kills `kills` times while contracts run side by side; gives what was found. */
export async function killWhileConcluding({ database, crashDatabase, kills, seed = Date.now(), lanes = 2 }) {
  const service = await Service.start({ database });
  const owner = await setUp(service);
  const choice = victims(service, crashDatabase);
  const next = numbers(seed);
  const killed = [];
  const contracts = [];
  let running = true, number = 0;
  const lane = async () => {
    do contracts.push(await concludeInsisting(service, owner, ++number));
    while (running);
  };
  const work = Promise.all(Array.from({ length: lanes }, lane)).finally(() => { running = false; });
  work.catch(() => {}); // looked at below; a kill in between must not end the program
  try {
    while (killed.length < kills && running) {
      await sleep(next(900) + 50);
      const victim = choice[next(choice.length)];
      if (await victim.kill()) killed.push(victim.name);
    }
    running = false;
    await work;
    const found = await judgeAll(service, owner, contracts, database);
    await service.stop();
    judgeStopped(service);
    return { killed: killed.length, seed, ...found };
  } catch (e) {
    e.message += `\n(seed ${seed}, log ${service.dir}/log)`;
    throw e;
  } finally {
    running = false;
    await service.stop();
  }
}

/** Without the document time-stamps, of which a kept document gets more as time goes on. */
const signatures = (file) => judge.signatureParts(file).filter((s) => !judge.isTimestamp(s.contents)).length;

async function judgeContract(service, owner, envelope) {
  const done = await owner.get(`/api/v1/envelopes/${envelope.id}`);
  assert.equal(done.state, "completed");
  const { items, chain_intact } = await owner.get(`/api/v1/envelopes/${envelope.id}/events`);
  assert.equal(chain_intact, true, "the audit chain is intact");
  assert.equal(items.filter((i) => /agreed/.test(i.kind)).length, 2, "each party agreed once");
  const file = `${service.dir}/${envelope.id}.pdf`, certificate = `${service.dir}/${envelope.id}-certificate.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${envelope.id}/documents/${done.documents[0].id}/file`));
  fs.writeFileSync(certificate, await owner.download(`/api/v1/envelopes/${envelope.id}/certificate`));
  assert.equal(judge.signatureParts(file).length, 5, "sending, two parties, closing, the document's time-stamp: no act is signed twice in the record");
  assert.equal(judge.signatureParts(certificate).length, 2, "the certificate is signed and time-stamped once");
  return [file, certificate];
}

async function judgeAll(service, owner, contracts, database) {
  await service.restart(); // its start sweeps
  const root = await localRoot(service);
  const files = [];
  for (const envelope of contracts) files.push(...(await judgeContract(service, owner, envelope)));
  judgeSignedFile(files.at(-2), root, 4);
  return { contracts: contracts.length, ...(await judgeConsistent(service, { database, files })) };
}
