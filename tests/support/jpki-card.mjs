// A My Number card as far as signing goes (JPKI), in virtual readers of a pcscd of the test's own. The card answers as
// OpenSC's driver and J-LIS's programs expect; it is no real card, and cannot find what they get wrong about one.
import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { tempDir } from "./judge.mjs";
import { freePort, until } from "./service.mjs";

const ok = "9000", noFile = "6a82", notAllowed = "6982", blocked = "6983", wrongLength = "6700", unknown = "6d00";
const application = "d392f000260100000001";
/** Elementary files; the log-in key's are there so that a test sees them touched. */
const files = { "0001": "certificate", "0002": "ca", "001a": "key", "001b": "password",
  "000a": "login", "000b": "login", "0017": "login", "0018": "login" };

/** A card. Everything it was sent is in `log`: {command (hex), what}. */
export class JpkiCard {
  /** certificate, ca: DER; key: PEM. */
  constructor({ certificate, ca, key, password = "ABC123" }) {
    Object.assign(this, { certificate, ca, key, password, tries: 5, log: [], twist: null });
    this.reset();
  }

  reset() {
    this.application = false;
    this.file = null;
    this.verified = false;
  }

  /** Puts it into a reader, as soon as that has noticed that it is empty; resolves when the card is there for all programs. */
  async insert(readers, slot = 0) {
    await until("the reader to be empty", () => readers.count(slot, "Removed") === readers.count(slot, "inserted"), 10, 20);
    const before = readers.count(slot, "inserted");
    this.reset();
    this.socket = net.connect(readers.ports[slot], "127.0.0.1").setNoDelay();
    let waiting = Buffer.alloc(0), turn = Promise.resolve();
    this.socket.on("error", () => {});
    this.socket.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE()) {
        const message = waiting.subarray(2, 2 + waiting.readUInt16BE());
        waiting = waiting.subarray(2 + message.length);
        turn = turn.then(() => this.#message(message));
      }
    });
    await until("the card to be noticed", () => readers.count(slot, "inserted") > before && this.powered, 10, 20);
  }

  remove() {
    this.socket?.destroy();
    this.socket = null;
    this.powered = false;
  }

  /** vpcd's: one byte of control, or a command. */
  async #message(message) {
    const say = (answer) => this.socket?.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
    if (message.length > 1) {
      const hex = await this.#answer(message);
      if (hex !== null) say(Buffer.from(hex, "hex"));
    } else if (message[0] === 4) {
      say(Buffer.from("3be000ff8131fe4514", "hex"));
    } else if (message[0] === 1) {
      this.powered = true;
    } else { // off, reset
      this.log.push({ command: message.toString("hex"), what: "reset" });
      this.reset();
    }
  }

  async #answer(command) {
    const entry = { command: command.toString("hex"), what: "other" };
    this.log.push(entry);
    const answer = this.#command(command, entry);
    return this.twist ? (await this.twist(entry, answer)) : answer;
  }

  #command(c, entry) {
    const head = c.subarray(0, 4).toString("hex"), data = c.subarray(5, 5 + (c[4] ?? 0));
    if (head === "00a4040c") return this.#selectApplication(data, entry);
    if (!this.application) return unknown;
    if (head === "00a4020c") return this.#selectFile(data.toString("hex"), entry);
    if (head === "00200080") return this.#verify(c, data, entry);
    if (head.startsWith("00b0")) return this.#read(c.readUInt16BE(2), c[4] || 256, entry);
    if (head === "802a0080") return this.#sign(c, data, entry);
    return unknown;
  }

  #selectApplication(name, entry) {
    entry.what = "application";
    this.reset();
    this.application = name.toString("hex") === application;
    return this.application ? ok : noFile;
  }

  #selectFile(name, entry) {
    entry.what = `select ${files[name] ?? "unknown"}`;
    this.file = files[name] ?? null;
    return this.file ? ok : noFile;
  }

  #verify(c, password, entry) {
    entry.what = c.length === 4 ? "tries" : "verify";
    if (this.file !== "password") return notAllowed;
    if (this.tries === 0) return blocked;
    if (c.length === 4) return this.verified ? ok : `63c${this.tries}`;
    this.verified = password.toString() === this.password;
    this.tries = this.verified ? 5 : this.tries - 1;
    return this.verified ? ok : `63c${this.tries}`;
  }

  #read(at, n, entry) {
    entry.what = `read ${this.file}`;
    if (this.file !== "ca" && !(this.file === "certificate" && this.verified)) return notAllowed;
    const part = this[this.file].subarray(at, at + n);
    return part.length === n ? part.toString("hex") + ok : `${part.toString("hex")}6282`;
  }

  #sign(c, digestInfo, entry) {
    entry.what = "sign";
    if (this.file !== "key" || !this.verified) return notAllowed;
    if (c.length !== 6 + digestInfo.length) return wrongLength;
    this.verified = false; // one signature a password
    const key = { key: this.key, padding: crypto.constants.RSA_PKCS1_PADDING };
    return crypto.privateEncrypt(key, digestInfo).toString("hex") + ok;
  }

  did(what) { return this.log.filter((entry) => entry.what === what).length; }
}

/** A pcscd with two virtual readers: {ports, env, count, close}; env: how its clients find it; count(slot, "inserted" or "Removed"):
 * what it has noticed. readers false: none. */
export async function startReaders({ readers = true } = {}) {
  const dir = tempDir("pcsc"), port = await freePort(), socket = `${dir}/socket`;
  execFileSync("cc", ["-o", `${dir}/on-socket`, path.join(import.meta.dirname, "on-socket.c")]);
  execFileSync("cc", ["-D_GNU_SOURCE", "-shared", "-fPIC", "-o", `${dir}/no-delay.so`, path.join(import.meta.dirname, "no-delay.c")]);
  fs.mkdirSync(`${dir}/readers`);
  if (readers)
    fs.writeFileSync(`${dir}/readers/virtual`, `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${port}\n`
      + `LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID ${port}\n`);
  const child = spawn(`${dir}/on-socket`, [socket, "/usr/sbin/pcscd", "--foreground", "--info", "--config", `${dir}/readers`],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LD_PRELOAD: `${dir}/no-delay.so` } });
  const exited = new Promise((done) => child.on("exit", done));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (d) => (said += d));
  await until("pcscd", () => {
    if (child.exitCode !== null) throw new Error(`pcscd ended:\n${said}`);
    return said.includes("daemon ready");
  });
  const count = (slot, what) => said.match(new RegExp(`Card ${what} \\w+ Virtual PCD 00 0${slot}`, "g"))?.length ?? 0;
  return { ports: [port, port + 1], env: { PCSCLITE_CSOCK_NAME: socket }, count,
    close: async () => { child.kill("SIGKILL"); await exited; } };
}

const agency = "/OU=Japan Agency for Local Authority Information Systems";
const person = `subjectAltName=@person
[person]
otherName.1=1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8String:山田　太郎
otherName.2=1.2.392.200149.8.5.5.4;UTF8String:319800131
otherName.3=1.2.392.200149.8.5.5.3;UTF8String:1
otherName.4=1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8String:東京都葛飾区１
`;

/* Policies are not critical here: NSS, by which pdfsig judges, takes none that are. */
/** The two authorities of JPKI and a person's certificates, in the form of the real ones: {roots (PEM file), ca, signature, login},
 * the latter {key, cert} PEM files and der. ocsp: the address that the certificates name. */
export function makeJpki({ ocsp }) {
  const dir = tempDir("jpki"), ssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  const rsa = ["rsa:2048", "-nodes"], ec = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const authority = (name, unit, kind) => ssl("req", "-x509", "-newkey", ...kind, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "3650",
    "-subj", `/C=JP/O=JPKI/OU=JPKI for ${unit}${agency}`, "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  const issue = (name, by, kind, policy, usage, more) => {
    fs.writeFileSync(`${dir}/${name}.cnf`, `keyUsage=critical,${usage}\ncertificatePolicies=1.2.392.200149.8.5.1.${policy}\n`
      + `authorityInfoAccess=OCSP;URI:${ocsp}\ncrlDistributionPoints=dirName:crl\n${more}[crl]\nC=JP\nO=JPKI\nOU=CRL Distribution Points\n`);
    ssl("req", "-new", "-newkey", ...kind, "-keyout", `${name}.key`, "-subj", `/C=JP/CN=20261127000000${name}`, "-out", `${name}.csr`);
    ssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-days", "1800", "-extfile", `${name}.cnf`, "-out", `${name}.pem`);
    return { key: `${dir}/${name}.key`, cert: `${dir}/${name}.pem`, der: ssl("x509", "-in", `${name}.pem`, "-outform", "DER") };
  };
  authority("sign-ca", "digital signature", rsa);
  authority("login-ca", "user authentication", ec);
  const signature = issue("sign", "sign-ca", rsa, "1.20", "digitalSignature,nonRepudiation", person);
  const login = issue("login", "login-ca", ec, "3.30", "digitalSignature", "");
  fs.writeFileSync(`${dir}/roots.pem`, ["sign-ca", "login-ca"].map((n) => fs.readFileSync(`${dir}/${n}.pem`, "utf8")).join(""));
  return { dir, roots: `${dir}/roots.pem`, ca: ssl("x509", "-in", "sign-ca.pem", "-outform", "DER"), signature, login };
}
