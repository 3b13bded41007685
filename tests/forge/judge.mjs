// Runs any validator over the forged files and counts whom it believes. See README.md.
//   node tests/forge/judge.mjs DIR [--believes REGEX] [--list] COMMAND…      ({} is the file; else it comes last)
// Without --believes an exit status of 0 means that the validator calls the file whole; with it, output that matches.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const TIMEOUT = 20_000;

function options(args) {
  const o = { list: false };
  while (args[0]?.startsWith("--")) {
    const name = args.shift();
    if (name === "--list") o.list = true;
    else if (name === "--believes") o.believes = new RegExp(args.shift());
    else throw new Error(`unknown option ${name}`);
  }
  return { ...o, command: args };
}

/** Does the validator call this file whole? */
function believes({ command, believes: pattern }, file) {
  const [program, ...args] = command.includes("{}") ? command.map((a) => (a === "{}" ? file : a)) : [...command, file];
  const r = spawnSync(program, args, { timeout: TIMEOUT, maxBuffer: 64 << 20 });
  if (r.error && r.error.code !== "ETIMEDOUT") throw r.error;
  return pattern ? pattern.test(`${r.stdout}${r.stderr}`) : r.status === 0;
}

const [dir, ...rest] = process.argv.slice(2);
const o = options(rest);
if (!dir || !o.command.length) {
  console.error("usage: judge.mjs DIR [--believes REGEX] [--list] COMMAND…");
  process.exit(2);
}
const manifest = JSON.parse(fs.readFileSync(path.join(dir, "manifest.json")));
const of = (list) => list.filter((row) => believes(o, path.join(dir, row.file)));
const honest = of(manifest.honest);
// a file may be called whole where only something else is to be told: annotations under P=3, a time that is not proved
const TOLD = ["flagged", "time", "untimed"];
const judged = manifest.forged.filter((row) => ![row.expect, ...(row.expect.or ?? [])].some((e) => TOLD.includes(e.reason)));
const fooled = of(judged);
console.log(`honest files believed: ${honest.length} of ${manifest.honest.length}`);
console.log(`forged files believed: ${fooled.length} of ${judged.length}`);
if (o.list) for (const row of fooled) console.log(`trap ${row.trap} ${row.name}: ${row.how}`);
process.exit(fooled.length || honest.length < manifest.honest.length ? 1 : 0);
