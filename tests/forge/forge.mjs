// Forged PDFs out of freshly signed honest ones. See README.md.
//   node tests/forge/forge.mjs OUT_DIR [--skysign PATH] [--only NAME]
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { skysign as program } from "../support/judge.mjs";
import { makeBases } from "./lib/bases.mjs";
import { anatomy, cat, nextNumber, objectText, patch } from "./lib/pdf.mjs";
import { formOf, signMore } from "./lib/sign.mjs";
import { increment } from "./lib/update.mjs";
import annotations from "./attacks/annotations.mjs";
import cms from "./attacks/cms.mjs";
import encryption from "./attacks/encryption.mjs";
import forms from "./attacks/forms.mjs";
import isa from "./attacks/isa.mjs";
import nothing from "./attacks/nothing.mjs";
import parser from "./attacks/parser.mjs";
import permissions from "./attacks/permissions.mjs";
import shadow from "./attacks/shadow.mjs";
import structure from "./attacks/structure.mjs";
import swa from "./attacks/swa.mjs";
import time from "./attacks/time.mjs";
import unsaid from "./attacks/unsaid.mjs";
import usf from "./attacks/usf.mjs";

/** Families of attacks by the first word of a row's name. */
const FAMILIES = {
  usf: "universal signature forgery", lie: "dishonest signer", isa: "incremental saving", swa: "signature wrapping", xref: "cross-reference confusion",
  "shadow-hide": "shadow: hide", "shadow-replace": "shadow: replace", "shadow-hide-and-replace": "shadow: hide and replace",
  "shadow-page": "page shadowing", "shadow-document": "document shadowing", annotation: "evil annotation", sneaky: "sneaky signature", form: "form forgery",
  nothing: "signed with nothing", refill: "refilled field", lock: "broken lock", permission: "permission forgery", redefined: "signature redefined", cms: "CMS forgery",
  encryption: "encryption", dss: "validation data", stamp: "time-stamp forgery", parser: "parser confusion",
  unsaid: "defined after signing",
};
const family = (row) => FAMILIES[`${row.name.split("-")[0]}-${row.kind}`] ?? FAMILIES[row.name.split("-")[0]];

export const rows = [usf, isa, swa, cms, structure, shadow, annotations, forms, nothing, permissions, time, unsaid, encryption, parser].flat();

/** What a row's make() gets: the honest file, its anatomy, and ways to alter it. */
function tools(file, made) {
  const a = anatomy(file);
  const field = a.text.match(new RegExp(`(\\d+) 0 obj\\s*<<(?:(?!endobj)[^])*?/V ${a.number} 0 R`));
  const k = { made, file, a, text: a.text, top: nextNumber(file), increment, signMore, anatomy, patch, cat, bases: made.bases, docs: made.docs, who: made.who,
    obj: (n) => objectText(file, n), up: (objects, options) => increment(file, objects, options), field: Number(field?.[1]) };
  Object.defineProperty(k, "form", { get: () => formOf(file) });
  k.k = k;
  return k;
}

/** Makes bases and forgeries in `out`; gives what manifest.json says: [{name, file, …}]. */
export function forgeAll(out, { skysign = program, only } = {}) {
  const honest = path.join(out, "honest");
  fs.rmSync(honest, { recursive: true, force: true }); // of an earlier run: keys are new each time
  fs.mkdirSync(honest, { recursive: true });
  const made = makeBases(honest, skysign);
  const manifest = [];
  for (const row of rows.filter((r) => !only || r.name.includes(only))) {
    const base = made.bases[row.base];
    const bytes = row.make(tools(base, made));
    if (bytes.equals(base)) throw new Error(`${row.name} is its honest base`);
    fs.writeFileSync(path.join(out, `${row.name}.pdf`), bytes);
    const { name, trap, how, shows, expect } = row;
    manifest.push({ name, file: `${name}.pdf`, trap, family: family(row), base: row.base, how, shows, expect });
  }
  const bases = Object.keys(made.bases).map((name) => ({ name, file: `honest/base-${name}.pdf` }));
  fs.writeFileSync(path.join(out, "manifest.json"), `${JSON.stringify({ trust: "honest/ca/root.cer", honest: bases, forged: manifest }, null, 1)}\n`);
  return { manifest, bases, root: made.root };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, ...rest] = process.argv.slice(2);
  const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  if (!out || out.startsWith("--")) {
    console.error("usage: forge.mjs OUT_DIR [--skysign PATH] [--only NAME]");
    process.exit(2);
  }
  const { manifest } = forgeAll(out, { skysign: option("--skysign"), only: option("--only") });
  console.log(`${manifest.length} forged files in ${out}`);
}
