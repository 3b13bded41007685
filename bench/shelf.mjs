// List and detail of envelopes when very many are stored: p50 and p99 through HTTP on SQLite and PostgreSQL,
// beside a request that reads one indexed row.
//   SKYSIGN=… COUNT=200000 ROUNDS=400 node shelf.mjs [SQLite|PostgreSQL …]
//
// A few drafts and contracts under way are made through HTTP, then their rows are copied COUNT times; the copies
// share the files of their original.
import { execFileSync } from "node:child_process";
import { databases, stopPostgres } from "../tests/support/databases.mjs";
import { plainPdf } from "../tests/support/pdfs.mjs";
import { draft, linkFor, people, send, Service, setUp } from "../tests/support/service.mjs";

const COUNT = Number(process.env.COUNT ?? 200_000);
const ROUNDS = Number(process.env.ROUNDS ?? 400);
const TEMPLATES = 4;

/** What differs between the two databases. */
const dialects = {
  SQLite: {
    run: (service, sql) => execFileSync("sqlite3", [`${service.dir}/data/skysign.db`], { input: `PRAGMA synchronous = OFF;\n${sql}`, encoding: "utf8" }),
    columns: (table) => `SELECT name FROM pragma_table_info('${table}');`,
    numbers: (n) => `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${n}) SELECT n FROM c`,
    hex: "printf('%08x', n)",
  },
  PostgreSQL: {
    run: (service, sql) => execFileSync("psql", [service.database, "-qAt", "-v", "ON_ERROR_STOP=1"], { input: sql, encoding: "utf8" }),
    columns: (table) => `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' AND table_schema = 'public';`,
    numbers: (n) => `SELECT generate_series(1, ${n}) AS n`,
    hex: "lpad(to_hex(n), 8, '0')",
  },
};

/** COUNT copies of every envelope that there is, in turn, with all that the list and the detail read. */
function copy(dialect, service) {
  const renamed = (id) => `substr(${id}, 1, length(${id}) - 8) || ${dialect.hex}`;
  const rows = (table, ids, envelope) => {
    const all = dialect.run(service, dialect.columns(table)).trim().split("\n");
    return `INSERT INTO ${table} (${all.join(", ")}) SELECT ${all.map((c) => (ids.includes(c) ? renamed(`t.${c}`) : c === "act_id" ? "NULL" : `t.${c}`)).join(", ")}
      FROM original o JOIN numbers ON numbers.n % ${TEMPLATES} = o.turn JOIN ${table} t ON ${envelope};`;
  };
  dialect.run(service, `BEGIN;
    CREATE TEMP TABLE numbers AS ${dialect.numbers(COUNT)};
    CREATE TEMP TABLE original AS SELECT id, row_number() OVER (ORDER BY id DESC) - 1 AS turn FROM envelope ORDER BY id DESC LIMIT ${TEMPLATES};
    ${rows("envelope", ["id"], "t.id = o.id")}
    ${rows("document", ["id", "envelope_id"], "t.envelope_id = o.id")}
    ${rows("revision", ["document_id"], "t.document_id IN (SELECT id FROM document d WHERE d.envelope_id = o.id)")}
    ${rows("recipient", ["id", "envelope_id"], "t.envelope_id = o.id")}
    ${rows("shelf_row", ["envelope_id"], "t.envelope_id = o.id")}
    COMMIT;
    ANALYZE;`);
}

const quantile = (values, q) => values[Math.min(values.length - 1, Math.floor(values.length * q))];

async function measure(ask) {
  const times = [];
  for (let i = 0; i < ROUNDS + 20; i++) {
    const start = performance.now();
    await ask(i);
    if (i >= 20) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function bench({ name, fresh }) {
  const dialect = dialects[name], database = await fresh();
  const service = await Service.start({ database });
  service.database = database;
  try {
    const owner = await setUp(service);
    for (let i = 0; i < TEMPLATES; i++) {
      const made = await draft(owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
      if (i % 2) {
        await send(owner, made);
        await linkFor(owner, people.counterparty.email, { envelope: made });
      }
    }
    const contact = await owner.post("/api/v1/contacts", { name: "山田", email: "taro@yamada.example" });
    await service.stop();
    const start = performance.now();
    copy(dialect, service);
    console.log(`${name}: ${COUNT} envelopes loaded in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    await service.restart();
    const ids = [];
    let cursor = "";
    for (let i = 0; i < 10; i++) {
      const page = await owner.get(`/api/v1/envelopes?limit=50&cursor=${cursor}`);
      ids.push(...page.items.map((x) => x.id));
      cursor = page.next_cursor;
    }
    const one = await measure(() => owner.get(`/api/v1/contacts/${contact.id}`));
    const cases = {
      "one row": () => owner.get(`/api/v1/contacts/${contact.id}`),
      "list": () => owner.get("/api/v1/envelopes"),
      "list, deep": () => owner.get(`/api/v1/envelopes?cursor=${cursor}`),
      "list of a state": () => owner.get("/api/v1/envelopes?state=pending"),
      "trash, empty": () => owner.get("/api/v1/envelopes?trash=1"),
      "by external_id, none": () => owner.get("/api/v1/envelopes?external_id=x"),
      "search, found": () => owner.get(`/api/v1/envelopes?q=${encodeURIComponent("契約")}`),
      "search, nothing found (2,000 looked through)": () => owner.get("/api/v1/envelopes?q=zzzz"),
      "detail": (i) => owner.get(`/api/v1/envelopes/${ids[i % ids.length]}`),
    };
    for (const [what, ask] of Object.entries(cases)) {
      const { p50, p99 } = await measure(ask);
      console.log(`${name}: ${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${(p50 / one.p50).toFixed(1)} times one row (${(p99 / one.p99).toFixed(1)} at p99)`);
    }
  } finally {
    await service.stop();
  }
}

const wanted = process.argv.slice(2);
for (const database of databases.filter((d) => !wanted.length || wanted.includes(d.name))) await bench(database);
stopPostgres();
