// Our engine and @libpdf/core on the same files, in turn, RSA-2048: paired rounds, because a noisy
// machine disturbs both alike; ratios are the medians of the rounds' ratios.
//   node paired.mjs BENCH_SIGN FOLDER SECONDS   (FOLDER: as bench_sign --files leaves it)
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROUNDS = 3;
const names = ["50 kB", "0.7 MB", "10 MB", "9,000 objects"];
const [sign, folder, seconds] = process.argv.slice(2);
const libpdf = path.join(path.dirname(fileURLToPath(import.meta.url)), "libpdf.mjs");
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const p12 = path.join(folder, "key.p12");

execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench", "-days", "2",
  "-keyout", path.join(folder, "key.pem"), "-out", path.join(folder, "cert.pem")], { stdio: "ignore" });
execFileSync("openssl", ["pkcs12", "-export", "-inkey", path.join(folder, "key.pem"), "-in", path.join(folder, "cert.pem"),
  "-passout", "pass:bench", "-out", p12]);

function ours(name) {
  const row = execFileSync(sign, [seconds, name, "RSA-2048", "1"]).toString().split("\n").find((l) => l.startsWith(`| ${name}`));
  const [, , , limit, signs] = row.split("|").map((cell) => cell.trim());
  return { limit: Number(limit), signs: Number(signs) };
}

const theirs = (name) =>
  Number(execFileSync(process.execPath, [libpdf, p12, "bench", seconds, path.join(folder, `${name}.pdf`)]).toString().trim().split(" ").at(-1));

console.log("| document | key+hash/s | ours/s | of limit | libpdf/s | ours/libpdf |");
console.log("|---|---|---|---|---|---|");
for (const name of names) {
  const rounds = Array.from({ length: ROUNDS }, () => ({ ...ours(name), peer: theirs(name) }));
  const mid = (what) => median(rounds.map(what));
  console.log(`| ${name} | ${mid((r) => r.limit).toFixed(0)} | ${mid((r) => r.signs).toFixed(0)} | ${(100 * mid((r) => r.signs / r.limit)).toFixed(1)} % | ${mid((r) => r.peer).toFixed(1)} | ${mid((r) => r.signs / r.peer).toFixed(1)} |`);
}
