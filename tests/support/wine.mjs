// Windows programs under wine, in one prefix that is kept between runs: making it takes longer than the tests.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const built = process.env.CLIENT_WINDOWS ?? `${root}/build-windows/packaging/client/windows`;
export const program = `${built}/skysign-client.exe`, importer = `${built}/import-pfx.exe`;
const packages = `${root}/build-windows/packages`;
/** Undefined where it has not been made. */
export const installer = fs.existsSync(packages) ? fs.readdirSync(packages).filter((f) => f.endsWith("-setup.exe")).map((f) => `${packages}/${f}`)[0] : undefined;
const wine = ["/usr/lib/wine/wine64", "/usr/bin/wine64"].find((f) => fs.existsSync(f));
const server = ["/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver"].find((f) => fs.existsSync(f));
const prefix = `${built}/wine-prefix`;
const env = { ...process.env, WINEPREFIX: prefix, WINEARCH: "win64", WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
delete env.DISPLAY;

/** Why there is nothing to test; false when there is. */
export const missing = !fs.existsSync(program) ? `${path.relative(root, program)} is not built: make client-windows`
  : !wine || !server ? "wine is not installed: make test-windows installs it" : false;

export const toWindows = (file) => `Z:${file.replaceAll("/", "\\")}`;
/** Folders of the user and of the PC. */
export const place = (name) => ({
  programData: () => `${prefix}/drive_c/ProgramData`,
  appData: () => fs.readdirSync(`${prefix}/drive_c/users`).map((u) => `${prefix}/drive_c/users/${u}/AppData/Roaming`).find((d) => fs.existsSync(d)),
})[name]();

/** A prefix made, and a server that stays until stopWine. */
export function startWine() {
  if (!fs.existsSync(`${prefix}/system.reg`)) {
    fs.mkdirSync(prefix, { recursive: true });
    const made = spawnSync(wine, ["wineboot", "-i"], { env, stdio: "ignore" });
    if (made.status !== 0) throw new Error(`wineboot ended with ${made.status}`);
    spawnSync(server, ["-w"], { env, stdio: "ignore" });
  }
  spawnSync(server, ["-p"], { env, stdio: "ignore" }); // it stays, and would keep a pipe open
  spawnSync(wine, ["cmd", "/c", "exit"], { env, stdio: "ignore" }); // so do the services that the first program starts
}
export function stopWine() {
  for (const what of ["-k", "-w"]) spawnSync(server, [what], { env, stdio: "ignore", timeout: 20_000 });
}

/** Runs an .exe: {status, out, err}. input: text of standard input, or a promise of it. */
export function run(exe, args, { input = "", more = {} } = {}) {
  return new Promise((done) => {
    const p = spawn(wine, [exe, ...args], { env: { ...env, ...more }, stdio: ["pipe", "pipe", "pipe"] });
    let out = "", err = "";
    p.stdout.on("data", (d) => (out += d));
    p.stderr.on("data", (d) => (err += d));
    p.stdin.on("error", () => {});
    Promise.resolve(input).then((text) => p.stdin.end(text));
    p.on("close", (status) => done({ status, out, err }));
  });
}
