// Evidence records (RFC 4998) read by hand, and judged by BouncyCastle.
import { execFile } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { jars, run, tempDir } from "./judge.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
let classes;

/** BouncyCastle's answer, without blocking, so that a server of the test can answer it: {status, lines, err}. */
export function bouncyCastle(...args) {
  if (!classes) {
    classes = tempDir("records");
    const r = run("javac", ["-d", classes, "-cp", jars, path.join(here, "Records.java")]);
    if (r.status !== 0) throw new Error(r.err);
  }
  return new Promise((done) => {
    execFile("java", ["-Xmx256m", "-cp", `${jars}:${classes}`, "Records", ...args], (error, out, err) =>
      done({ status: error ? error.code : 0, lines: out.trim().split("\n"), err }));
  });
}

/** One DER element at `from`: {tag, whole, content, children()}. */
function element(buffer, from = 0) {
  let at = from + 2, len = buffer[from + 1];
  if (len & 0x80) {
    const n = len & 0x7f;
    len = buffer.readUIntBE(at, n);
    at += n;
  }
  const content = buffer.subarray(at, at + len);
  return { tag: buffer[from], whole: buffer.subarray(from, at + len), content, children: () => elements(content) };
}
function elements(buffer) {
  const all = [];
  for (let at = 0; at < buffer.length;) {
    const e = element(buffer, at);
    all.push(e);
    at += e.whole.length;
  }
  return all;
}

const digests = { "0609608648016503040201": "sha256", "0609608648016503040202": "sha384", "0609608648016503040203": "sha512" };
const sorted = (hashes) => Buffer.concat([...hashes].sort(Buffer.compare));
const hash = (alg, data) => crypto.createHash(alg).update(data).digest();

/** The stamps of all chains: [{chain, alg, lists: [[Buffer]], token, root(leaf)}]. */
export function readRecord(der) {
  const sequence = element(der).children().at(-1);
  return sequence.children().flatMap((c, chain) => c.children().map((stamp) => {
    const parts = stamp.children();
    const alg = digests[parts.find((p) => p.tag === 0xa0).content.toString("hex").slice(0, 22)];
    const tree = parts.find((p) => p.tag === 0xa2);
    const lists = tree ? tree.children().map((l) => l.children().map((h) => h.content)) : [];
    return {
      chain, alg, lists, token: parts.at(-1).whole,
      /** What the token must be over, by RFC 4998 §4.3; the leaf must stand in the first list. */
      root(leaf) {
        if (!lists.length) return leaf;
        if (!lists[0].some((h) => h.equals(leaf))) throw new Error("the leaf is not in the first list");
        return lists.reduce((below, l) => hash(alg, sorted(below ? [...l, below] : l)), undefined);
      },
    };
  }));
}

/** The leaf of each stamp for a document: RFC 4998 §4.2, §5.2. */
export function leavesOf(der, document) {
  const chains = element(der).children().at(-1).children();
  return readRecord(der).map((s, i, all) => {
    if (i > 0 && all[i - 1].chain === s.chain) return hash(s.alg, all[i - 1].token);
    const h = hash(s.alg, document);
    if (s.chain === 0) return h;
    const content = Buffer.concat(chains.slice(0, s.chain).map((c) => c.whole));
    const n = content.length;
    const head = n < 128 ? [n] : n < 256 ? [0x81, n] : n < 65536 ? [0x82, n >> 8, n & 255] : [0x83, n >> 16, (n >> 8) & 255, n & 255];
    return hash(s.alg, Buffer.concat([h, hash(s.alg, Buffer.concat([Buffer.from([0x30, ...head]), content]))]));
  });
}

/** openssl ts -verify of a token over a digest, at a time (ISO) or now. */
export function opensslTsDigest(token, digest, root, at) {
  const dir = tempDir("ts");
  fs.writeFileSync(`${dir}/token.der`, token);
  const r = run("openssl", ["ts", "-verify", "-token_in", "-in", `${dir}/token.der`, "-digest", digest.toString("hex"), "-CAfile", root,
    ...(at ? ["-attime", String(Date.parse(at) / 1000)] : [])]);
  fs.rmSync(dir, { recursive: true });
  return { ok: /Verification: OK/.test(r.out + r.err), text: r.out + r.err };
}
