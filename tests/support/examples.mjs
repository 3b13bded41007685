// Writes src/api/examples.def from what scenario tests recorded: node examples.mjs RECORD EXAMPLES
import fs from "node:fs";

const [recordFile, file] = process.argv.slice(2);

/** Lists of two, texts of a line, nothing that opens anything. */
function shortened(value, name = "") {
  if (Array.isArray(value)) return value.slice(0, 2).map((v) => shortened(v));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shortened(v, k)]));
  if (typeof value !== "string") return value;
  if (/^(token|csrf|password|current|new|secret|uri|code|confirm_code|session|ticket)$/.test(name) && value.length > 5 && !/^([a-z-]+|[a-z][a-z0-9-]{0,11})$/.test(value)) return "…";
  if (/^[\w-]{43}$/.test(value)) return "…";
  const plain = value.replace(/((state|code_challenge)=)[\w-]{43}/g, "$1…").replace(/http%3A%2F%2F127\.0\.0\.1%3A\d+/g, "https%3A%2F%2Fsign.example.jp").replace(/http:\/\/127\.0\.0\.1:\d+(?=\/(csc|oauth2)\/)/g, "https://remote.example.jp").replace(/(\/r\/|\/invite)#[\w-]+/g, "$1#…").replace(/http:\/\/127\.0\.0\.1:\d+/g, "https://sign.example.jp")
    .replace(/(skysign:\/\/sign\/)[^/]+\/[\w-]{43}/g, "$1sign.example.jp/…").replace(/^127\.0\.0\.1:\d+$/, "sign.example.jp");
  return plain.length > 160 ? `${plain.slice(0, 160)}…` : plain;
}

const weight = (v) => JSON.stringify(v ?? null).length;
/** Of several the one that shows most, but no monster. */
const better = (a, b) => !b || (weight(a) > weight(b) && weight(a) < 4000) || (weight(b) >= 4000 && weight(a) < weight(b));

const text = fs.readFileSync(file, "utf8");
const rows = new Map([...text.matchAll(/^EXAMPLE\((\w+), .*$/gm)].map((m) => [m[1], m[0]]));
const best = new Map();
for (const line of fs.readFileSync(recordFile, "utf8").split("\n").filter(Boolean)) {
  const { id, request, response } = JSON.parse(line);
  const example = { request: shortened(request), response: shortened(response) };
  if (better(example, best.get(id))) best.set(id, example);
}
for (const [id, example] of best) rows.set(id, `EXAMPLE(${id}, ${JSON.stringify(example)})`);
const head = text.split("\n").filter((line) => !line.startsWith("EXAMPLE(")).join("\n").trimEnd();
fs.writeFileSync(file, `${head}\n${[...rows.keys()].sort().map((id) => rows.get(id)).join("\n")}\n`);
