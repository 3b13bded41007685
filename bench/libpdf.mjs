// @libpdf/core, the engine of a well-known open-source service, in the same run:
// PAdES B-B signatures per CPU-second, memory to memory, after warming up.
//   node libpdf.mjs KEY.p12 PASSWORD SECONDS FILE…  prints "libpdf FILE SIGNS_PER_CPU_SECOND"
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../tests/package.json"));
const { PDF, P12Signer } = await import(pathToFileURL(require.resolve("@libpdf/core")).href)
  .catch(() => import(pathToFileURL(path.join(here, "../tests/node_modules/@libpdf/core/dist/index.mjs")).href));

const [p12, password, seconds, ...files] = process.argv.slice(2);
const signer = await P12Signer.create(new Uint8Array(fs.readFileSync(p12)), password);

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function rate(bytes, limit) {
  let n = 0;
  const from = cpuSeconds();
  do {
    const pdf = await PDF.load(bytes);
    const signed = await pdf.sign({ signer, level: "B-B" });
    if (signed.bytes.length <= bytes.length) throw new Error("nothing was signed");
    n++;
  } while (cpuSeconds() - from < limit);
  return n / (cpuSeconds() - from);
}

for (const file of files) {
  const bytes = new Uint8Array(fs.readFileSync(file));
  await rate(bytes, Number(seconds) / 3); // warm up
  console.log(`libpdf ${path.basename(file)} ${(await rate(bytes, Number(seconds))).toFixed(1)}`);
}
