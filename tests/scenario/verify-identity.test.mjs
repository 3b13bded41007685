// skysign verify shows who a Japanese authority's certificate names, and calls it verified only from its issuer.
// The authorities are look-alikes made here: the same names and extensions, other keys.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { run, skysign, tempDir } from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";

const dir = tempDir("identity");
const at = (name) => path.join(dir, name);
const ssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
const quiet = { env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0" } };

const REGISTRAR = "/C=JP/O=Japanese Government/OU=Ministry of Justice/CN=Registrar of Tokyo Legal Affairs Bureau";
const AGENCY = "/OU=Japan Agency for Local Authority Information Systems";
const JPKI = `/C=JP/O=JPKI/OU=JPKI for digital signature${AGENCY}`;
const CA_USES = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
const P256 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function root(name, subject) {
  ssl("req", "-x509", "-newkey", ...P256, "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "3650",
    "-utf8", "-subj", subject, ...CA_USES);
  return name;
}

/** A certificate by `issuer`, with the extensions of an openssl configuration. */
function issue(name, issuer, subject, extensions, uses = "digitalSignature,nonRepudiation") {
  fs.writeFileSync(at(`${name}.cnf`), `keyUsage=critical,${uses}\n${extensions}`);
  ssl("req", "-new", "-newkey", ...P256, "-keyout", `${name}.key`, "-utf8", "-subj", subject, "-out", `${name}.csr`);
  ssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial",
    "-days", "3000", "-extfile", `${name}.cnf`, "-out", `${name}.pem`);
  return name;
}

function verify(file, ...args) {
  const r = run(skysign, ["verify", "--json", "--offline", ...args, file]);
  assert.equal(r.err, "", r.err);
  return JSON.parse(r.out);
}

/** Signs with the certificate `name`, whose issuers ride along, and verifies. */
function signAndVerify(name, trusted, issuers = []) {
  const chain = at(`${name}.chain.pem`);
  fs.writeFileSync(chain, [name, ...issuers].map((n) => fs.readFileSync(at(`${n}.pem`), "utf8")).join(""));
  const r = run(skysign, ["sign", at("plain.pdf"), at(`${name}.pdf`), "--key", at(`${name}.key`), "--cert", chain,
    "--field", "S"], quiet);
  assert.equal(r.status, 0, r.err);
  return verify(at(`${name}.pdf`), "--trust", at(`${trusted}.pem`)).signatures[0];
}

const values = (identity) => Object.fromEntries(identity.items.map((i) => [i.key, i.value]));
const notes = (identity) => identity.notes.map((n) => n.code);

const COMPANY = `1.2.392.100300.1.1.2=ASN1:FORMAT:UTF8,UTF8String:東京法務局登記官
1.2.392.100300.1.1.3=ASN1:SEQUENCE:company
[company]
name=EXPLICIT:0,FORMAT:UTF8,UTF8String:サンプル株式会社
number=EXPLICIT:1,PRINTABLESTRING:010701111111
office=EXPLICIT:2,FORMAT:UTF8,UTF8String:東京都渋谷区神宮前一丁目２番３号
person=EXPLICIT:3,FORMAT:UTF8,UTF8String:佐藤サンプル
title=EXPLICIT:4,FORMAT:UTF8,UTF8String:代表取締役
registry=EXPLICIT:6,FORMAT:UTF8,UTF8String:東京法務局渋谷出張所
`;
const COMPANY_VALUES = {
  company: "サンプル株式会社", company_number: "010701111111", head_office: "東京都渋谷区神宮前一丁目２番３号",
  representative: "佐藤サンプル", representative_title: "代表取締役", registry: "東京法務局渋谷出張所",
  registrar: "東京法務局登記官",
};

const PERSON = `subjectAltName=@person
[person]
otherName.1=1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8String:山﨑　花子
otherName.2=1.2.392.200149.8.5.5.4;UTF8String:319800131
otherName.3=1.2.392.200149.8.5.5.3;UTF8String:2
otherName.4=1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8String:東京都葛飾区１
otherName.5=1.2.392.200149.8.5.5.2;UTF8String:01000
otherName.6=1.2.392.200149.8.5.5.6;UTF8String:0000000
`;

/** DER, since openssl takes the names of its configuration for Latin-1. */
function tlv(tag, ...contents) {
  const content = Buffer.concat(contents.map((c) => Buffer.from(c)));
  const { length } = content;
  return Buffer.concat([Buffer.from(length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]), content]);
}

/** subjectAltName with one directoryName; parts: [last arc of 2.5.4.x, text]. */
function directoryName(...parts) {
  const rdns = parts.map(([arc, text]) => tlv(0x31, tlv(0x30, [0x06, 3, 0x55, 4, arc], tlv(0x0c, text))));
  return `2.5.29.17=DER:${tlv(0x30, tlv(0xa4, tlv(0x30, ...rdns))).toString("hex")}\n`;
}
const [CN, O, OU, DESCRIPTION, ORGANISATION_ID] = [3, 10, 11, 13, 97];

test.before(() => {
  fs.writeFileSync(at("plain.pdf"), plainPdf());
  root("registrar", REGISTRAR);
  root("jpki", JPKI);
  root("commercial", "/C=JP/O=Commercial CA/CN=Root");
});

test.after(() => fs.rmSync(dir, { recursive: true, force: true }));

test("a commercial registration shows company, number, office, person and registry", () => {
  issue("company", "registrar", "/C=JP/CN=Sato Sample", COMPANY);
  const s = signAndVerify("company", "registrar");
  assert.equal(s.indication, "TOTAL-PASSED", JSON.stringify(s.findings));
  assert.equal(s.signer.identity.kind, "commercial-registration");
  assert.equal(s.signer.identity.verified, true);
  assert.deepEqual(values(s.signer.identity), COMPANY_VALUES);
  assert.deepEqual(notes(s.signer.identity), []);
  const person = s.signer.identity.items.find((i) => i.key === "representative_title");
  assert.equal(person.ja, "資格");
});

test("Shift_JIS under the tag of a UTF8String is read, and said", () => {
  const sjis = "835483938376838b8a948eae89ef8ed0";
  const ext = `3024a0120c10${sjis}a10e130c${Buffer.from("010701111111").toString("hex")}`;
  issue("sjis", "registrar", "/C=JP/CN=Sato Sample", `1.2.392.100300.1.1.3=DER:${ext}\n`);
  const { identity } = signAndVerify("sjis", "registrar").signer;
  assert.equal(values(identity).company, "サンプル株式会社");
  assert.deepEqual(notes(identity), ["shift-jis"]);
  assert.equal(identity.verified, true);
});

test("a look-alike of another authority is a claim only, be it trusted or not", () => {
  issue("lookalike", "commercial", "/C=JP/CN=Sato Sample", COMPANY);
  const trusted = signAndVerify("lookalike", "commercial");
  assert.equal(trusted.indication, "TOTAL-PASSED");
  assert.equal(trusted.signer.trusted, true);
  assert.equal(trusted.signer.identity.verified, false);
  assert.deepEqual(values(trusted.signer.identity), COMPANY_VALUES);
  const stranger = signAndVerify("lookalike", "registrar");
  assert.equal(stranger.signer.trusted, false);
  assert.equal(stranger.signer.identity.verified, false);
});

test("a trusted authority cannot name a subordinate like the registrar", () => {
  issue("sub", "commercial", REGISTRAR, "basicConstraints=critical,CA:TRUE\n", "keyCertSign,cRLSign");
  issue("under", "sub", "/C=JP/CN=Sato Sample", COMPANY);
  const s = signAndVerify("under", "commercial", ["sub"]);
  assert.equal(s.indication, "TOTAL-PASSED", JSON.stringify(s.findings));
  assert.equal(s.signer.identity.verified, false);
});

test("JPKI shows name, address, date of birth and sex, with the characters that stand for others", () => {
  issue("person", "jpki", "/C=JP/CN=20260815000000ABC", PERSON);
  const { identity } = signAndVerify("person", "jpki").signer;
  assert.equal(identity.kind, "jpki-signature");
  assert.equal(identity.verified, true);
  assert.deepEqual(values(identity), {
    name: "山﨑　花子", name_substitutes: "2: 﨑", address: "東京都葛飾区１",
    birth_date: "1980-01-31 (昭和55年)", sex: "女" });
  assert.deepEqual(notes(identity), ["substitute-characters"]);
});

test("offices and powers of attorney show their Japanese names", () => {
  root("offices", "/C=JP/O=Japanese Government/OU=OfficialStatusCA");
  issue("office", "offices", "/C=JP/O=Japanese Government/OU=Digital Agency/CN=Director",
    directoryName([O, "日本国政府"], [OU, "デジタル庁"], [CN, "統括官"]));
  const office = signAndVerify("office", "offices").signer.identity;
  assert.equal(office.kind, "gpki");
  assert.equal(office.verified, true);
  assert.equal(values(office).unit, "デジタル庁");
  assert.equal(values(office).office, "統括官");
  assert.equal(values(office).subject_unit, "Digital Agency");
  issue("agent", "commercial", "/C=JP/CN=Suzuki",
    directoryName([O, "サンプル株式会社"], [ORGANISATION_ID, "7010701111111"], [DESCRIPTION, "契約の締結"], [OU, "営業部"]));
  const agent = signAndVerify("agent", "commercial").signer.identity;
  assert.equal(agent.kind, "power-of-attorney");
  assert.equal(agent.verified, false);
  assert.deepEqual(values(agent), { organisation: "サンプル株式会社", organisation_number: "7010701111111",
    authority: "契約の締結", unit: "営業部" });
  assert.deepEqual(notes(agent), ["issuer-unconfirmed"]);
});

test("an ordinary certificate has no identity", () => {
  issue("ordinary", "commercial", "/C=JP/CN=Plain", "");
  assert.equal(signAndVerify("ordinary", "commercial").signer.identity, null);
});

test("the text says whether the identity is confirmed or only claimed", () => {
  const text = (file, trusted, lang) =>
    run(skysign, ["verify", "--offline", "--lang", lang, "--trust", at(`${trusted}.pem`), at(file)]).out;
  assert.match(text("company.pdf", "registrar", "ja"), /本人情報: 商業登記電子証明書 \(発行者を確認済み\)\n +商号: サンプル株式会社\n/);
  assert.match(text("lookalike.pdf", "commercial", "ja"), /本人情報: 商業登記電子証明書 \(証明書の自称・発行者は未確認\)/);
  assert.match(text("person.pdf", "jpki", "en"), /date of birth: 1980-01-31/);
});
