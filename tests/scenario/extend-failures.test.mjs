// Every failure of every server that a lasting signature needs: the level is never lowered in silence, the message says
// which server failed, how, and what to do; nothing is half-written, time and memory are bounded, and once the server is
// back the same command succeeds.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { startFailingServers } from "../support/failing-servers.mjs";
import { run, skysign, tempDir } from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";

const LEVEL_NOT_REACHED = 10, UNAVAILABLE = 8;
const SECONDS = 45, RSS_MAX_KIB = 200 * 1024;
const sanitized = process.env.SKYSIGN?.includes("asan");
const dir = tempDir("extend-failures");
const at = (name) => `${dir}/${name}`;
let world;

/** Without blocking, since the servers are in this process: {status, out, err, seconds, rss}. */
function call(...args) {
  const begun = Date.now();
  return new Promise((done) => {
    const child = spawn("/usr/bin/time", ["-f", "%M", "-o", at(`rss-${crypto.randomUUID()}`), skysign, ...args], { cwd: dir });
    const rssFile = child.spawnargs[4];
    let out = "", err = "";
    child.stdout.on("data", (d) => (out += d));
    child.stderr.on("data", (d) => (err += d));
    child.on("close", (status) => {
      const rss = Number(fs.readFileSync(rssFile, "latin1").trim().split("\n").pop());
      fs.rmSync(rssFile);
      done({ status, out, err, rss, seconds: (Date.now() - begun) / 1000 });
    });
  });
}

const trusting = () => ["--trust", world.ca.path("root.pem"), "--allow-private"];
const stamping = () => ["--tsa", world.url.tsa];
const signing = (kind) => ["--key", world.ca.path(`signer-${kind}.key`), "--cert", world.ca.path(`signer-${kind}.pem`)];
const digest = (file) => crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");

// How each failure is told, by kind of server where that differs. unnamed: the message names a certificate, not a server.
const rows = [
  { fault: "refused", says: /refused|connect/i },
  { fault: "hangs", says: /in time/ },
  { fault: "garbage", says: /not (a|an)\b|no time-stamp response/ },
  { fault: "empty", says: /not (a|an)\b.*: 0 bytes|no time-stamp response/ },
  { fault: "status 500", says: /status 500/ },
  { fault: "stale", says: { ocsp: /too old/, crl: /too old/, issuer: /expired/, tsa: /its clock says/ }, unnamed: ["issuer"] },
  { fault: "wrong signer", says: { ocsp: /not authorised/, crl: /not signed by/, issuer: /not known|not by the key/, tsa: /"Stamps" is not accepted: no chain|no time-stamp that is trusted: CN=Stamps/ }, unnamed: ["tsa"] },
  { fault: "of another", says: { ocsp: /not about/, crl: /not about/, issuer: /not known/, tsa: /imprint/i } },
  { fault: "try later", kinds: ["ocsp", "tsa"], says: { ocsp: /not an OCSP response with an answer/, tsa: /reject|refus|status/i } },
  { fault: "unauthorized", kinds: ["ocsp"], says: /not an OCSP response with an answer/ },
  { fault: "1 GiB", says: /over \d+ bytes|too large/ },
  { fault: "1 GiB announced", says: /over \d+ bytes|too large/ },
  { fault: "drips", says: /in time/ },
  { fault: "redirects", says: /redirect|status 302/ },
  { fault: "truncated", says: /not (a|an)\b|no time-stamp response/ },
];

before(async () => {
  world = await startFailingServers();
  fs.writeFileSync(at("plain.pdf"), plainPdf());
  for (const kind of ["ocsp", "crl", "issuer", "tsa"]) {
    fs.mkdirSync(at(kind));
    const r = await call("sign", at("plain.pdf"), at(`${kind}/signed.pdf`), ...signing(kind), "--field", "S", ...stamping(), "--level", "B-T");
    assert.equal(r.status, 0, r.err);
  }
});
after(async () => {
  await world.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

/** The refusal: clear, bounded, and nothing is written. */
function judgeRefusal(r, kind, { says, unnamed = [] }, out) {
  const all = `${r.status} after ${r.seconds} s, ${r.rss} KiB: ${r.err}`;
  assert.ok(kind === "tsa" ? r.status === UNAVAILABLE || r.status === LEVEL_NOT_REACHED : r.status === LEVEL_NOT_REACHED, all);
  if (!unnamed.includes(kind)) assert.ok(r.err.includes(world.url[kind].slice(0, -1)), `which server: ${all}`);
  assert.match(r.err, says[kind] ?? says, all);
  if (r.status === LEVEL_NOT_REACHED) assert.match(r.err, /what to do: /, all);
  assert.ok(r.seconds < SECONDS, all);
  assert.ok(sanitized || r.rss < RSS_MAX_KIB, all);
  assert.ok(!fs.existsSync(out), "nothing is written");
}

function judgeLowered(r, out) {
  const said = JSON.parse(r.out);
  assert.match(r.err, /WARNING/);
  assert.equal(said.level_requested, "B-LTA");
  assert.ok(["B-B", "B-T", "B-LT"].includes(said.level_reached), said.level_reached);
  assert.ok(said.missing.length > 0);
  const seen = JSON.parse(run(skysign, ["verify", "--json", "--offline", "--trust", world.ca.path("root.pem"), "--certs", world.ca.path("sub.pem"), out]).out);
  assert.equal(seen.signatures[0].integrity, true);
}

/** Every failure of one server, each in turn; the servers of other kinds may be failing meanwhile. The program keeps nothing
 * between two runs, so that it goes again once the server is mended is seen once, after all of them. */
function drill(kind, name) {
  const own = (file) => at(`${kind}/${file}`);
  const extend = (out, ...more) => call("extend", own("signed.pdf"), own(out), "--level", "B-LTA", "--json", ...stamping(), ...trusting(), ...more);
  const sign = (out) => call("sign", at("plain.pdf"), own(out), "--level", "B-LTA", "--field", "S", "--json", ...signing(kind), ...stamping(), ...trusting());
  describe(name, { concurrency: 1 }, () => {
    for (const row of rows.filter((r) => !r.kinds || r.kinds.includes(kind))) {
      test(row.fault, async () => {
        const was = digest(own("signed.pdf"));
        await world.fail(kind, row.fault);
        try {
          const [extended, signed, lowered] = await Promise.all([extend("no-1.pdf"), sign("no-2.pdf"), extend("lower.pdf", "--allow-lower")]);
          judgeRefusal(extended, kind, row, own("no-1.pdf"));
          judgeRefusal(signed, kind, row, own("no-2.pdf"));
          assert.equal(lowered.status, 0, lowered.err);
          judgeLowered(lowered, own("lower.pdf"));
        } finally {
          await world.mend(kind);
        }
        assert.equal(digest(own("signed.pdf")), was, "the input is as it was");
        assert.equal(world.asked.hidden ?? 0, 0, "nobody follows to an address inside");
        fs.rmSync(own("lower.pdf"));
        assert.deepEqual(fs.readdirSync(own("")), ["signed.pdf"], "nothing is left behind");
      });
    }
    test("and when it is mended, it goes", async () => {
      for (const r of await Promise.all([extend("yes-1.pdf"), sign("yes-2.pdf")])) {
        assert.equal(r.status, 0, r.err);
        assert.equal(JSON.parse(r.out).level_reached, "B-LTA", r.out);
      }
    });
  });
}

describe("what a signer's certificate names", { concurrency: 3 }, () => {
  drill("ocsp", "its OCSP responder");
  drill("crl", "its server of revocation lists");
  drill("issuer", "its issuer's certificate");
});
drill("tsa", "the time-stamp authority");

test("an issuer that is only to be fetched is fetched, and lies in the document then", async () => {
  const r = await call("extend", at("issuer/signed.pdf"), at("fetched.pdf"), "--level", "B-LT", "--json", ...trusting());
  assert.equal(r.status, 0, r.err);
  assert.equal(JSON.parse(r.out).level_reached, "B-LT");
  const seen = JSON.parse(run(skysign, ["verify", "--json", "--offline", "--trust", world.ca.path("root.pem"), at("fetched.pdf")]).out);
  assert.deepEqual([seen.signatures[0].level, seen.signatures[0].indication], ["B-LT", "TOTAL-PASSED"]);
  assert.deepEqual(seen.signatures[0].signer.chain, ["CN=signer-issuer", "CN=Drill Authority", "CN=Drill Root"]);
  fs.rmSync(at("fetched.pdf"));
});

test("addresses inside are asked only when that is allowed", async () => {
  const asked = world.asked.ocsp;
  const r = await call("extend", at("ocsp/signed.pdf"), at("no.pdf"), "--level", "B-LT", "--trust", world.ca.path("root.pem"), "--certs", world.ca.path("sub.pem"));
  assert.equal(r.status, LEVEL_NOT_REACHED, r.err);
  assert.match(r.err, /private address/);
  assert.equal(world.asked.ocsp, asked);
  assert.ok(!fs.existsSync(at("no.pdf")));
});
