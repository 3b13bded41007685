// The whole service, measured from outside: through HTTP, with its processes' figures in /proc.
//   SKYSIGN=… node service.mjs [memory|size|acts|contracts|syncs …]
import { setTimeout as sleep } from "node:timers/promises";
import { cpuOf, highest, minus, pss, syncs } from "./proc.mjs";
import { plainPdf } from "../tests/support/pdfs.mjs";
import { conclude, declaration, draft, people, send, Service, setUp, someAddress, until } from "../tests/support/service.mjs";

const CONTRACTS = Number(process.env.CONTRACTS ?? 40);
const PARTIES = Number(process.env.PARTIES ?? 8);
const PARALLEL = Number(process.env.PARALLEL ?? 16);
const SMALL = plainPdf({ weight: 50_000 });

const ms = (seconds) => (seconds * 1000).toFixed(2);
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const spread = (values) => `p50 ${quantile(values, 0.5).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms`;
const MB = (n) => n.toFixed(1);
const perProcess = (figures, write) => Object.entries(figures).map(([k, v]) => `${k} ${write(v)}`).join(", ");

/** The finished jobs in the log since `from`: [{kind, ms, envelope}]. */
function jobsDone(service, from = 0) {
  return [...service.logText().slice(from).matchAll(/^.*job\.done.*$/gm)].map(([line]) => ({
    kind: line.match(/"?kind"?[=:]"?([a-z]+)/)?.[1],
    ms: Number(line.match(/"?ms"?[=:](\d+)/)?.[1]),
    envelope: line.match(/env_[0-9a-z-]+/i)?.[0],
  }));
}

async function each(list, parallel, work) {
  const queue = [...list];
  await Promise.all(Array.from({ length: parallel }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

/** The tokens of all mailed links by "envelope mail-address". */
async function tokens(client, wanted) {
  const found = new Map();
  let cursor = null;
  do {
    const page = await client.get(`/api/v1/outbox${cursor ? `?cursor=${cursor}` : ""}`);
    await each(page.items.filter((m) => wanted.has(m.envelope_id)), 4, async (item) => {
      const mail = await client.get(`/api/v1/outbox/${item.id}`);
      const token = (mail.text.match(/\/r\/#([A-Za-z0-9_-]{43})/) ?? [])[1];
      if (token) found.set(`${item.envelope_id} ${mail.to.match(/[^\s<>]+@[^\s<>]+/)[0]}`, token);
    });
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

const crowd = (n) => Array.from({ length: n }, (_, i) => (
  { name: `受取 ${i}`, email: `party${i}@example.jp`, company: `株式会社${i}`, order: 1 }));

/** Contracts that are out, all parties of the first turn having opened their link. */
async function prepared(service, client, { contracts, parties, bytes = SMALL, own }) {
  const envelopes = [];
  await each(Array.from({ length: contracts }, (_, i) => i), 4, async () => {
    const e = await draft(client, { documents: [{ name: "c.pdf", bytes }], counterparties: crowd(parties), own });
    await send(client, e);
    envelopes.push(e);
  });
  const wanted = new Set(envelopes.map((e) => e.id));
  const links = await until("all mails", async () => {
    const found = await tokens(client, wanted);
    return found.size >= contracts * (parties + (own ? 1 : 0)) && found;
  }, 30, 300);
  const parts = [];
  await each([...links], 8, async ([key, token]) => {
    const [envelope, email] = key.split(" ");
    const c = service.client({ from: someAddress() });
    let view = await c.post("/api/v1/recipient/open", { token });
    if (view.gate.next === "terms") view = await c.post("/api/v1/recipient/terms", { version: view.gate.terms.version });
    parts.push({ envelope, client: c, view, body: declaration(view, { name: "受取", company: "株式会社", email }) });
  });
  return { envelopes, parts };
}

/** The parties of each contract: one after the other, as their signatures do. */
function byContract(parts) {
  const lists = new Map();
  for (const p of parts) lists.set(p.envelope, [...(lists.get(p.envelope) ?? []), p]);
  return [...lists.values()];
}

/** Looks at what another party's signature may have changed, agrees, then asks until the act is sealed. */
async function act(part, times) {
  const view = await part.client.get("/api/v1/recipient/envelope");
  const start = performance.now();
  await part.client.post("/api/v1/recipient/agree", { ...part.body, shown: declaration(view, {}).shown });
  times.request.push(performance.now() - start);
  await until("the act", async () => (await part.client.get("/api/v1/recipient/envelope")).act === "completed", 60, 20);
  times.sealed.push(performance.now() - start);
}

async function measured(service, work) {
  const pids = service.pids(), from = service.logText().length;
  const before = cpuOf(pids), own = process.cpuUsage(), start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(own);
  return { seconds, cpu: minus(cpuOf(pids), before), load: (user + system) / 1e6, jobs: jobsDone(service, from) };
}

function report(what, n, m, times) {
  const total = Object.values(m.cpu).reduce((a, b) => a + b, 0);
  console.log(`${what}: ${n} in ${m.seconds.toFixed(2)} s = ${(n / m.seconds).toFixed(1)} per second`);
  console.log(`  CPU ms each: ${perProcess(m.cpu, (v) => ms(v / n))}; together ${ms(total / n)}; load generator ${ms(m.load / n)}`);
  for (const kind of new Set(m.jobs.map((j) => j.kind)))
    console.log(`  job ${kind}: ${m.jobs.filter((j) => j.kind === kind).length}, ${spread(m.jobs.filter((j) => j.kind === kind).map((j) => j.ms))}`);
  if (times) console.log(`  agree request: ${spread(times.request)}; agree to sealed: ${spread(times.sealed)}`);
}

const sections = {
  /** Idle memory, what a 100 MB document adds, and what its upload takes. */
  async memory(service, client) {
    const pids = service.pids(), idle = pss(pids);
    console.log(`idle: PSS MB ${perProcess(idle, MB)}`);
    await conclude(service, client, { documents: [{ name: "small.pdf", bytes: SMALL }] });
    const warm = pss(pids);
    console.log(`after one contract: PSS MB ${perProcess(warm, MB)}`);
    const big = plainPdf({ weight: 100_000_000 });
    const created = await client.post("/api/v1/envelopes", { title: "大きな契約書" });
    const before = cpuOf(pids), start = performance.now();
    const up = await highest(pids, () => client.upload(`/api/v1/envelopes/${created.id}/documents?name=big.pdf`, big));
    console.log(`upload of 100 MB: ${ms((performance.now() - start) / 1000)} ms, web CPU ${ms(minus(cpuOf(pids), before).web)} ms, adds PSS MB ${perProcess(minus(up.top, warm), MB)}`);
    await client.delete(`/api/v1/envelopes/${created.id}`);
    const settled = pss(pids);
    console.log(`after the upload: PSS MB ${perProcess(settled, MB)}`);
    const out = await highest(pids, () => conclude(service, client, { documents: [{ name: "big.pdf", bytes: big }] }));
    console.log(`100 MB contract, upload to conclusion: adds PSS MB ${perProcess(minus(out.top, warm), MB)}`);
  },

  /** One act on a small and on a large stored document, in turn. */
  async size(service, client) {
    const figures = { small: [], large: [] };
    const kinds = { small: SMALL, large: plainPdf({ weight: 100_000_000 }) };
    const rounds = 9, pids = service.pids(), of = {};
    for (const [kind, bytes] of Object.entries(kinds)) of[kind] = await prepared(service, client, { contracts: 1, parties: rounds + 3, bytes });
    const warm = pss(pids);
    for (const kind of Object.keys(kinds)) await act(of[kind].parts.shift(), { request: [], sealed: [] });
    for (let i = 0; i < rounds; i++) {
      for (const kind of Object.keys(kinds)) {
        const from = service.logText().length, before = cpuOf(pids), times = { request: [], sealed: [] };
        await act(of[kind].parts.shift(), times);
        await sleep(100);
        const job = jobsDone(service, from).find((j) => j.kind === "act");
        figures[kind].push({ ms: job.ms, cpu: minus(cpuOf(pids), before).worker * 1000 });
      }
    }
    for (const kind of Object.keys(kinds)) { // apart: to look at memory takes time of its own
      const { top } = await highest(pids, () => act(of[kind].parts.shift(), { request: [], sealed: [] }), 2);
      figures[kind].forEach((f) => { f.grown = top.total - warm.total; });
    }
    const mid = (kind, what) => quantile(figures[kind].map((f) => f[what]), 0.5);
    console.log("| act on a stored document | job ms | worker CPU ms | PSS added MB |");
    console.log("|---|---|---|---|");
    for (const kind of Object.keys(kinds))
      console.log(`| ${kind === "small" ? "50 kB" : "100 MB"} | ${mid(kind, "ms")} | ${mid(kind, "cpu").toFixed(1)} | ${mid(kind, "grown").toFixed(1)} |`);
    console.log(`ratio: wall ${(mid("large", "ms") / mid("small", "ms")).toFixed(2)}, CPU ${(mid("large", "cpu") / mid("small", "cpu")).toFixed(2)}`);
  },

  /** Acts alone: many parties of one turn, none of them the last. */
  async acts(service, client) {
    const { parts } = await prepared(service, client, { contracts: CONTRACTS, parties: PARTIES });
    const times = { request: [], sealed: [] };
    const m = await measured(service, () => each(byContract(parts), PARALLEL, async (list) => {
      for (const p of list) await act(p, times);
    }));
    report("agreements (acts)", parts.length, m, times);
  },

  /** Whole contracts once they are out: both parties agree, closing signature, certificate. */
  async contracts(service, client) {
    const own = { ...people.owner, order: 1 };
    const contracts = byContract((await prepared(service, client, { contracts: CONTRACTS, parties: 1, own })).parts);
    const times = { request: [], sealed: [] }, lives = [];
    const m = await measured(service, () => each(contracts, PARALLEL, async (parts) => {
      const start = performance.now();
      for (const p of parts) await act(p, times);
      await until("the end", async () => (await client.get(`/api/v1/envelopes/${parts[0].envelope}`)).state === "completed", 120, 50);
      lives.push(performance.now() - start);
    }));
    report("contracts concluded (2 agreements each)", contracts.length, m, times);
    console.log(`  first agree to concluded: ${spread(lives)}`);
  },

  /** What one act alone syncs. */
  async syncs(service, client) {
    const n = 6;
    const { parts } = await prepared(service, client, { contracts: 1, parties: n + 1 });
    const { counts } = await syncs(service.pids(), async () => {
      for (const p of parts.slice(0, n)) await act(p, { request: [], sealed: [] });
    });
    console.log(counts ? `fsyncs per act: ${perProcess(counts, (v) => (v / n).toFixed(1))}` : "fsyncs: no strace here");
  },
};

const wanted = process.argv.slice(2);
for (const name of wanted.length ? wanted : Object.keys(sections)) {
  const service = await Service.start({ settings: { trusted_proxies: "127.0.0.1" } });
  try {
    await sections[name](service, await setUp(service));
  } finally {
    await service.stop();
  }
}
