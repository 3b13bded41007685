// Contracts are concluded while processes are killed at random moments, one party agreeing, signing with the program for its own
// certificate, or handing in what it signed elsewhere; what must hold afterwards, whatever was killed when.
import assert from "node:assert/strict";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { judgeSignedFile } from "./judged.mjs";
import { judgeConsistent, judgeStopped } from "./consistent.mjs";
import * as judge from "./judge.mjs";
import { ask, rootsOf, startAuthority } from "./party-signing.mjs";
import { plainPdf } from "./pdfs.mjs";
import { SigningAgent } from "./signing-agent.mjs";
import { Service, Unexpected, declaration, linkFor, people, send, setUp, until, draft, waitForState, passGate, passTerms } from "./service.mjs";

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

/** A program that asks again, each time with the next number, until it is answered. */
class InsistingAgent extends SigningAgent {
  ask(path, data) {
    return insist(path, () => super.ask(path, data.seq ? { ...data, seq: this.next() } : data));
  }
}

/** Tries again from the start what was refused because a kill came in between. */
async function insistAnew(what, attempt) {
  return until(what, async () => {
    try {
      return (await attempt()) ?? true;
    } catch (e) {
      if (e instanceof Unexpected && [401, 409, 410].includes(e.status)) return null;
      throw e;
    }
  }, 120, 100);
}

const stateOf = async (client) => (await insist("the view", () => client.get("/api/v1/recipient/envelope"))).state;
const hasActed = async (client) => ["processing", "completed"].includes(await stateOf(client));

/** How a party acts, by what it has. */
const ways = {
  agree: (w, client, view, person) => insist("agreeing", () => client.post("/api/v1/recipient/agree", declaration(view, person)), (e) => e.status === 409),
  program: (w, client, view, person) => insistAnew("signing with the program", async () => {
    if (await hasActed(client)) return;
    const ticket = await insist("a ticket", () => ask({ client, view }, person));
    await new InsistingAgent(w.service, w.key).run(ticket.code);
  }),
  elsewhere: (w, client, view, person) => insistAnew("handing in", async () => {
    if (await hasActed(client)) return;
    const [d] = view.documents, from = `${w.service.dir}/${d.id}.from.pdf`, to = `${w.service.dir}/${d.id}.to.pdf`;
    fs.writeFileSync(from, await insist("the document", () => client.download(`/api/v1/recipient/documents/${d.id}/file`)));
    await promisify(execFile)(judge.skysign, ["sign", from, to, "--key", w.key.key, "--cert", w.key.cert, "--chain", w.ca.sub]);
    await insist("the copy", () => client.upload(`/api/v1/recipient/documents/${d.id}/signed`, fs.readFileSync(to)));
    await insist("submitting", () => client.post("/api/v1/recipient/signed", declaration(view, person)));
  }),
};
ways.both = ways.program; // and the other party too: then the service signs nothing
const wayOf = (number) => Object.keys(ways)[number % 4];

async function actOf(w, envelope, person, way) {
  const token = await insist("the link", () => linkFor(w.owner, person.email, { envelope, seconds: 60 }));
  const client = w.service.client();
  const opened = await insist("opening", () => client.post("/api/v1/recipient/open", { token }));
  // an answer that was lost makes the link one that another browser has used
  await insist("the gate", () => passGate(client, opened, w.owner, person.email), (e) => e.status === 409); // a factor that had been passed
  await insist("the terms", async () => passTerms(client, await client.get("/api/v1/recipient/envelope")));
  await ways[way](w, client, await insist("the view", () => client.get("/api/v1/recipient/envelope")), person);
}

/** Every third file needs the repair, so that it too is met by a kill. */
const upload = (number) => (number % 3 ? plainPdf() : Buffer.concat([Buffer.from("junk\n"), plainPdf()]));

/** One contract, whatever happens meanwhile. */
async function concludeInsisting(w, number) {
  const way = wayOf(number), counterparty = { ...people.counterparty, method: way === "agree" ? "provider" : "own_certificate" };
  const envelope = await insist("the draft", () => draft(w.owner, {
    title: `契約 ${number}`, documents: [{ name: `契約${number}.pdf`, bytes: upload(number) }], counterparties: [counterparty],
    own: way === "both" ? { ...people.owner, method: "own_certificate" } : people.owner,
  }));
  await insist("sending", () => send(w.owner, envelope), (e) => e.status === 409);
  await actOf(w, envelope, people.counterparty, way);
  await actOf(w, envelope, people.owner, way === "both" ? "program" : "agree");
  await insist("conclusion", () => waitForState(w.owner, envelope, "completed", 180));
  return { id: envelope.id, way };
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
  const authority = await startAuthority((ca) => ({ party: ca.issue("Party", { kind: ["RSA", "rsa_keygen_bits:2048"] }) }));
  const service = await Service.start({ database, settings: { verify_trust: authority.ca.root, revocation_allow_private: "true" } });
  const w = { service, owner: await setUp(service), key: authority.keys.party, ca: authority.ca };
  const choice = victims(service, crashDatabase);
  const next = numbers(seed);
  const killed = [];
  const contracts = [];
  let running = true, number = 0;
  const lane = async () => {
    do contracts.push(await concludeInsisting(w, ++number));
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
    const found = await judgeAll(w, contracts, database);
    await service.stop();
    judgeStopped(service);
    return { killed: killed.length, seed, ...found };
  } catch (e) {
    e.message += `\n(seed ${seed}, log ${service.dir}/log)`;
    throw e;
  } finally {
    running = false;
    await service.stop();
    await authority.close();
  }
}

async function judgeContract({ service, owner }, { id, way }) {
  const done = await owner.get(`/api/v1/envelopes/${id}`);
  assert.equal(done.state, "completed");
  const { items, chain_intact } = await owner.get(`/api/v1/envelopes/${id}/events`);
  assert.equal(chain_intact, true, "the audit chain is intact");
  const acted = items.map((i) => i.kind).filter((kind) => /^recipient\.(agreed|signed)$/.test(kind));
  const other = way === "both" ? "recipient.signed" : "recipient.agreed";
  assert.deepEqual(acted.sort(), [other, way === "agree" ? "recipient.agreed" : "recipient.signed"], "each party acted once");
  const file = `${service.dir}/${id}.pdf`, certificate = `${service.dir}/${id}-certificate.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${id}/documents/${done.documents[0].id}/file`));
  fs.writeFileSync(certificate, await owner.download(`/api/v1/envelopes/${id}/certificate`));
  assert.equal(judge.signatureParts(file).length, { elsewhere: 6, both: 3 }[way] ?? 5,
    "sending, two parties, closing, the document's time-stamp, one more for what came from elsewhere: no act is signed twice in the record");
  assert.equal(judge.signatureParts(certificate).length, 2, "the certificate is signed and time-stamped once");
  return [file, certificate];
}

async function judgeAll(w, contracts, database) {
  await w.service.restart(); // its start sweeps
  const roots = await rootsOf(w);
  const files = [];
  for (const contract of contracts) files.push(...(await judgeContract(w, contract)));
  const one = contracts.find((c) => c.way === "agree" || c.way === "program"); // elsewhere leaves the party's field empty
  judgeSignedFile(`${w.service.dir}/${one.id}.pdf`, roots, 4);
  const count = (way) => contracts.filter((c) => c.way === way).length;
  return { contracts: contracts.length, ways: Object.keys(ways).map((way) => `${way} ${count(way)}`).join(", "),
    ...(await judgeConsistent(w.service, { database, files })) };
}
