// A signing program of our own making, for tests: speaks docs/formats/agent-protocol.md, checks the proof by
// tests/support/sha2.mjs, and signs with a key from a file.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import { mustBeDescribed, record } from "./openapi.mjs";
import { goOn } from "./sha2.mjs";
import { Unexpected, listen, until } from "./service.mjs";

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const bytes = (text) => Buffer.from(text, "base64");

/** What each algorithm means to node. */
const algorithms = {
  "rsa-pkcs1-sha256": { hash: "sha256" },
  "rsa-pkcs1-sha384": { hash: "sha384" },
  "rsa-pkcs1-sha512": { hash: "sha512" },
  "rsa-pss-sha256": { hash: "sha256", padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  "rsa-pss-sha384": { hash: "sha384", padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 },
  "rsa-pss-sha512": { hash: "sha512", padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 },
  "ecdsa-p256-sha256": { hash: "sha256" },
  "ecdsa-p384-sha384": { hash: "sha384" },
};

export class SigningAgent {
  /** key: {key, cert} of a CA of the tests (PEM files); chain: more PEM files. */
  constructor(service, { key, cert, chain = [], offers = Object.keys(algorithms), from, seq = 0 } = {}) {
    Object.assign(this, { url: service.url, from, offers, seq });
    if (key) this.use({ key, cert, chain });
  }

  use({ key, cert, chain = [] }) {
    this.key = fs.readFileSync(key);
    this.certificate = new crypto.X509Certificate(fs.readFileSync(cert)).raw;
    this.chain = chain.map((pem) => new crypto.X509Certificate(fs.readFileSync(pem)).raw);
  }

  async ask(path, data) {
    const headers = { "Content-Type": "application/json", "User-Agent": "skysign-client/1.0.0" };
    if (this.session) headers.Authorization = `Bearer ${this.session}`;
    if (this.from) headers["X-Forwarded-For"] = this.from;
    await listen();
    const response = await fetch(this.url + path, { method: "POST", body: JSON.stringify(data), headers });
    const text = await response.text(), answer = text ? JSON.parse(text) : null;
    if (answer) mustBeDescribed("POST", path, response.status, answer);
    if (!response.ok) throw new Unexpected("POST", path, response, answer);
    record("POST", path, response.status, data, answer);
    return answer;
  }

  next() { return ++this.seq; }

  async redeem(code, agent = { version: "1.0.0", os: "linux" }) {
    this.opened = await this.ask("/api/v1/agent/redeem", { ticket: code, agent, nonce: base64(crypto.randomBytes(16)) });
    this.session = this.opened.session;
    return this.opened;
  }

  async show() {
    this.accepted = await this.ask("/api/v1/agent/certificate", {
      seq: this.next(), certificate: base64(this.certificate), chain: this.chain.map(base64), algorithms: this.offers, token: "pkcs12",
    });
    return this.accepted;
  }

  async prepare() {
    const ready = await until("the preparation", async () => {
      const answer = await this.ask("/api/v1/agent/prepare", { seq: this.next() });
      return answer.state === "ready" ? answer : null;
    }, 90, 150);
    this.operations = ready.operations;
    for (const op of ready.operations) this.check(op);
    return ready.operations;
  }

  /** R9 and R10: this document, this update, and attributes that say nothing else. */
  check(op) {
    const document = this.opened.documents.find((d) => d.id === op.document);
    const { shown_size, midstate, tail, update } = op.proof;
    assert.equal(shown_size, document.size);
    const before = op.shown ?? op.proof, whole = shown_size - bytes(before.tail).length;
    assert.equal(goOn("sha256", bytes(before.midstate), whole, bytes(before.tail)).toString("hex"), document.sha256, "the shown document");
    const rest = bytes(tail), at = shown_size - rest.length;
    assert.equal(goOn(op.digest_algorithm, bytes(midstate), at, rest).toString("hex"), document[op.digest_algorithm], "the same in the signature's digest");
    const more = Buffer.concat([rest, ...update.map(bytes)]);
    const digest = goOn(op.digest_algorithm, bytes(midstate), at, more);
    assert.equal(base64(digest), op.message_digest, "the document with the update");
    assert.equal(base64(attributes(op.digest_algorithm, digest, this.certificate)), op.signed_attrs);
    assert.equal(op.signature_algorithm, this.accepted.chosen);
  }

  sign(op, key = this.key) {
    const { hash, ...options } = algorithms[op.signature_algorithm];
    return crypto.sign(hash, bytes(op.signed_attrs), { key, ...options });
  }

  complete(key) {
    return this.send(this.operations.map((op) => ({ op: op.op, signature: base64(this.sign(op, key)) })));
  }

  send(signatures) {
    return this.ask("/api/v1/agent/complete", { seq: this.next(), signatures });
  }

  done(seconds = 60) {
    return until("the act to be sealed", async () => {
      const answer = await this.ask("/api/v1/agent/status", { seq: this.next() });
      assert.notEqual(answer.state, "failed");
      return answer.state === "done" ? answer : null;
    }, seconds, 150);
  }

  cancel(reason = "user") { return this.ask("/api/v1/agent/cancel", { seq: this.next(), reason }); }

  /** All of it, for a ticket's code. */
  async run(code) {
    await this.redeem(code);
    await this.show();
    await this.prepare();
    await this.complete();
    return this.done();
  }
}

const der = (tag, ...parts) => {
  const content = Buffer.concat(parts), n = content.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const oid = (hex) => Buffer.from(hex, "hex");
const hashes = { sha256: "0609608648016503040201", sha384: "0609608648016503040202", sha512: "0609608648016503040203" };

/** What the attributes must be, to the byte: content-type, message-digest, signing-certificate-v2 (RFC 5035). */
export function attributes(hash, digest, certificate) {
  const attribute = (type, value) => der(0x30, oid(type), der(0x31, value));
  const fingerprint = der(0x04, crypto.createHash(hash).update(certificate).digest());
  const algorithm = hash === "sha256" ? Buffer.alloc(0) : der(0x30, oid(hashes[hash]));
  const { issuer, serial } = issuerSerial(certificate);
  const id = der(0x30, algorithm, fingerprint, der(0x30, der(0x30, der(0xa4, issuer)), serial));
  const all = [
    attribute("06092a864886f70d010903", oid("06092a864886f70d010701")),
    attribute("06092a864886f70d010904", der(0x04, digest)),
    attribute("060b2a864886f70d010910022f", der(0x30, der(0x30, id))),
  ];
  return der(0x31, ...all.sort(Buffer.compare));
}

/** The elements of a constructed one: whole and content. */
function* elements(buffer) {
  for (let at = 0; at < buffer.length;) {
    let n = buffer[at + 1], head = 2;
    if (n & 0x80) {
      head += n & 0x7f;
      n = buffer.readUIntBE(at + 2, n & 0x7f);
    }
    yield { tag: buffer[at], whole: buffer.subarray(at, at + head + n), content: buffer.subarray(at + head, at + head + n) };
    at += head + n;
  }
}

function issuerSerial(certificate) {
  const [outer] = elements(certificate), [tbs] = elements(outer.content);
  const parts = [...elements(tbs.content)];
  const first = parts[0].tag === 0xa0 ? 1 : 0;
  return { serial: parts[first].whole, issuer: parts[first + 2].whole };
}
