// Audit trails and who judges them: our program, and the recipe of docs/formats/audit-verify.md run as the shell script that it is.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as judge from "./judge.mjs";

const docs = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../docs/formats");

/** The recipe, as it stands in the documentation. */
export function recipe(dir) {
  const [, script] = fs.readFileSync(`${docs}/audit-verify.md`, "utf8").match(/^```sh\n([\s\S]*?)^```$/m);
  const file = `${dir}/audit-verify.sh`;
  fs.writeFileSync(file, script);
  return file;
}

/** What our program says: status and the codes of its findings. */
export function judgeTrail(file, root, at, { run = judge.skysign } = {}) {
  const { status, out, err } = judge.run(run, ["audit", "verify", file, "--json", "--trust", root, "--offline", "--at", new Date(at).toISOString()]);
  const report = out ? JSON.parse(out) : null;
  return { status, report, codes: report?.findings.map((f) => f.code) ?? [], text: out + err };
}

/** What the recipe says: status and the code that it refused with. */
export function followRecipe(script, file, root, at) {
  const { status, out, err } = judge.run("sh", [script, file, root, String(Math.floor(at / 1000))]);
  return { status, code: (out.match(/^refused: (\S+)/m) ?? [])[1], text: out + err };
}

const clone = (v) => JSON.parse(JSON.stringify(v));
const flip = (hex) => (hex[0] === "0" ? "1" : "0") + hex.slice(1);
const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash("sha256")).digest("hex");

function change(event, edit) {
  const payload = JSON.parse(event.payload);
  edit(payload);
  event.payload = JSON.stringify(payload);
}

/** The chain after it was rewritten from an event on, as somebody with the database would: every hash fits again. */
function rewrite(trail, from) {
  let prev = from ? trail.events[from - 1].hash : "0".repeat(64);
  for (let i = from; i < trail.events.length; i++) {
    const event = trail.events[i];
    change(event, (p) => { p.prev = prev; p.seq = i + 1; });
    event.seq = i + 1;
    event.hash = sha256(Buffer.from(prev, "hex"), event.payload);
    prev = event.hash;
  }
}

const of = (trail, kind) => trail.events.findIndex((e) => e.payload && JSON.parse(e.payload).kind === kind);
const agreed = (trail) => of(trail, "recipient.agreed");

/** Each kind of change: [name, what is done to the trail, the code that must be among ours]. */
export const forgeries = [
  ["an event was altered", (t) => change(t.events[agreed(t)], (p) => { p.at = "2020-01-01T00:00:00.000Z"; }), "event-altered"],
  ["an event was altered, with its own hash", (t) => {
    const i = agreed(t);
    change(t.events[i], (p) => { p.at = "2020-01-01T00:00:00.000Z"; });
    t.events[i].hash = sha256(Buffer.from(t.events[i - 1].hash, "hex"), t.events[i].payload);
  }, "event-link"],
  ["the whole chain was rewritten", (t) => { change(t.events[agreed(t)], (p) => { p.data["sha256.1"] = "0".repeat(64); }); rewrite(t, agreed(t)); }, "day-differs"],
  ["an event was taken out", (t) => { t.events.splice(agreed(t), 1); }, "event-missing"],
  ["an event was taken out and the others renumbered", (t) => { t.events.splice(agreed(t), 1); rewrite(t, 0); }, "day-differs"],
  ["the last event was cut off", (t) => { t.events.pop(); }, "day-differs"],
  ["two events were exchanged", (t) => { const i = agreed(t); [t.events[i], t.events[i - 1]] = [t.events[i - 1], t.events[i]]; }, "event-order"],
  ["a value was changed", (t) => { t.events.find((e) => e.values?.length).values[0].value += "x"; }, "value-differs"],
  ["two salts were exchanged", (t) => {
    const { values } = t.events.find((e) => e.values?.length > 1);
    [values[0].salt, values[1].salt] = [values[1].salt, values[0].salt];
  }, "value-differs"],
  ["a day's root was changed", (t) => { t.days[0].root = flip(t.days[0].root); }, "day-root-differs"],
  ["a neighbour in a day's tree was changed", (t) => { t.days[0].path[0] = flip(t.days[0].path[0]); }, "day-root-differs"],
  ["a day names another event", (t) => { t.days[0].bytes = t.days[0].bytes.replace(/ \d+ (\S+)\n$/, " 1 $1\n"); }, "day-differs"],
  ["a day's record is another's", (t) => { t.days[0].record = t.acts.find((a) => a.token).token; }, "day-record"],
  ["a line of the register was changed", (t) => { t.register[0].line = t.register[0].line.replace(/^1 (\d+) (\d)/, "1 $1 9"); }, "register-altered"],
  ["a line of the register was made anew", (t) => {
    const words = t.register[0].line.trimEnd().split(" ");
    words[2] = "1577836800000";
    const head = `${words.slice(0, -1).join(" ")} `;
    t.register[0].line = `${head}${sha256(head)}\n`;
  }, "register-differs"],
  ["a line of the register was taken out", (t) => { t.register.splice(0, 1); }, "register-missing"],
  ["a line's way up was changed", (t) => { t.register.at(-1).path[0] = flip(t.register.at(-1).path[0]); }, "register-differs"],
  ["an act was taken out", (t) => { t.acts.splice(t.acts.findIndex((a) => a.kind === "agree"), 1); }, "act-missing"],
  ["an act and its line were taken out", (t) => {
    const [act] = t.acts.splice(t.acts.findIndex((a) => a.kind === "agree"), 1);
    t.register.splice(t.register.findIndex((r) => r.line.includes(` ${act.id} `)), 1);
  }, "register-missing"],
  ["an act was added", (t) => { t.acts.push({ ...t.acts.find((a) => a.kind === "agree"), id: "sea_00000000000000000000000000" }); }, "act-unregistered"],
  ["a signature was changed", (t) => { const a = t.acts.find((x) => x.signature); a.signature = a.signature.slice(0, -1) + (a.signature.endsWith("0") ? "1" : "0"); }, "act-differs"],
  ["an act's time-stamp is another act's", (t) => { const [a, b] = t.acts.filter((x) => x.signature && x.token); a.token = b.token; a.time = b.time; }, "act-timestamp"],
  ["an act is of another kind", (t) => { t.acts.find((a) => a.kind === "agree").kind = "send"; }, "act-differs"],
];

/** One forgery of events, values, days, register and acts each. */
export const oneOfEachPart = ["event-link", "value-differs", "day-root-differs", "register-differs", "act-timestamp"].map((wanted) => forgeries.find(([, , code]) => code === wanted));

function forge(trail, edit, to) {
  const copy = clone(trail);
  edit(copy);
  fs.writeFileSync(to, JSON.stringify(copy));
}

/** Our program refuses it with the forgery's code among its findings; gives their codes. */
export function assertRefused({ trail, forgery: [name, edit, code], wrong, root, at }) {
  forge(trail, edit, wrong);
  const said = judgeTrail(wrong, root, at);
  assert.equal(said.status, 2, `${name}: ${said.text}`);
  assert.ok(said.codes.includes(code), `${name}: ${code} is not among ${said.codes}`);
  return said.codes;
}

/** So does the recipe, for a reason that our program gives, too. */
export function assertRecipeRefuses(given) {
  const codes = assertRefused(given), [name] = given.forgery;
  const told = followRecipe(given.script, given.wrong, given.root, given.at);
  assert.equal(told.status, 2, `${name}: ${told.text}`);
  assert.ok(codes.includes(told.code), `${name}: the recipe says ${told.code}, the program ${codes}`);
}
