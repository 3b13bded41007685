// Windows programs under wine, in one prefix that is kept between runs: making it takes longer than the tests.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { until } from "./service.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const built = process.env.CLIENT_WINDOWS ?? `${root}/build-windows/packaging/client/windows`;
export const program = `${built}/skysign-client.exe`, windowProgram = `${built}/skysign-client-window.exe`, importer = `${built}/import-pfx.exe`,
  tokenModule = `${built}/test-token.dll`;
const driver = `${built}/drive.exe`;
const packages = `${root}/build-windows/packages`;
/** Undefined where it has not been made. */
export const installer = fs.existsSync(packages) ? fs.readdirSync(packages).filter((f) => f.endsWith("-setup.exe")).map((f) => `${packages}/${f}`)[0] : undefined;
const wine = ["/usr/lib/wine/wine64", "/usr/bin/wine64"].find((f) => fs.existsSync(f));
const server = ["/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver"].find((f) => fs.existsSync(f));
const prefix = `${built}/wine-prefix`;
const env = { ...process.env, WINEPREFIX: prefix, WINEARCH: "win64", WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
let screen;

/** Why there is nothing to test; false when there is. */
export const missing = !fs.existsSync(program) ? `${path.relative(root, program)} is not built: make client-windows`
  : !wine || !server ? "wine is not installed: make test-windows installs it" : false;

export const toWindows = (file) => `Z:${file.replaceAll("/", "\\")}`;
/** Folders of the user and of the PC. */
export const place = (name) => ({
  programData: () => `${prefix}/drive_c/ProgramData`,
  appData: () => fs.readdirSync(`${prefix}/drive_c/users`).map((u) => `${prefix}/drive_c/users/${u}/AppData/Roaming`).find((d) => fs.existsSync(d)),
})[name]();

/** A screen in memory. Windows made by a server that was started without one never show. */
async function startScreen() {
  screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x960x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  let number = "";
  screen.stdio[3].on("data", (d) => (number += d));
  await until("a screen", () => number.endsWith("\n"));
  env.DISPLAY = `:${number.trim()}`;
}

/** Windows has fonts for Japanese; wine takes the one that is here. */
const fonts = ["Tahoma", "MS Shell Dlg", "Yu Gothic UI"].map((name) => `"${name}"="IPAPGothic"`).join("\n");

/** A prefix made, and a server that stays until stopWine. */
export async function startWine() {
  await startScreen();
  if (!fs.existsSync(`${prefix}/system.reg`)) {
    fs.mkdirSync(prefix, { recursive: true });
    const made = spawnSync(wine, ["wineboot", "-i"], { env, stdio: "ignore" });
    if (made.status !== 0) throw new Error(`wineboot ended with ${made.status}`);
    const file = `${prefix}/fonts.reg`;
    fs.writeFileSync(file, `REGEDIT4\n\n[HKEY_CURRENT_USER\\Software\\Wine\\Fonts\\Replacements]\n${fonts}\n`);
    spawnSync(wine, ["regedit", "/S", toWindows(file)], { env, stdio: "ignore" });
    spawnSync(server, ["-w"], { env, stdio: "ignore" });
  }
  spawnSync(server, ["-p"], { env, stdio: "ignore" }); // it stays, and would keep a pipe open
  spawnSync(wine, ["cmd", "/c", "exit"], { env, stdio: "ignore" }); // so do the services that the first program starts
}
export function stopWine() {
  screen?.kill("SIGKILL");
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

/** What a person sees and does at the window of skysign-client-window.exe (tests/windows/drive.c). */
export class Hands {
  constructor() {
    this.p = spawn(wine, [driver], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.waiting = [];
    let rest = "";
    this.p.stdout.setEncoding("utf8").on("data", (d) => {
      const lines = (rest + d).split(/\r?\n/);
      rest = lines.pop();
      for (const line of lines) this.#line(line);
    });
    this.got = [];
  }

  #line(line) {
    if (line !== ".") return this.got.push(line);
    const answer = this.got;
    this.got = [];
    this.waiting.shift()(answer);
  }

  ask(command) {
    return new Promise((done) => {
      this.waiting.push(done);
      this.p.stdin.write(`${command}\n`);
    });
  }

  /** {title, controls}, or null when there is no window. */
  async look() {
    const [title, ...controls] = (await this.ask("look")).map((line) => line.split("\t"));
    if (!title) return null;
    return { title: title[1], controls: controls.map(([id, kind, flags, box, text]) => {
      const [left, top, right, bottom] = box.split(",").map(Number);
      return { id: Number(id), kind, text, focus: flags.includes("focus"), disabled: flags.includes("disabled"), stop: flags.includes("stop"), checked: flags.includes("checked"), left, top, right, bottom };
    }) };
  }

  /** Waits for the page of this heading; what is on it. may: what to do meanwhile. */
  async page(heading, seconds = 30, meanwhile = async () => {}) {
    let last;
    try {
      this.seen = await until(`the page "${heading}"`, async () => {
        last = await this.look();
        if (last?.title.startsWith(heading)) return last;
        if (last) await meanwhile(last);
        return null;
      }, seconds, 100);
    } catch (e) {
      throw new Error(`${e.message}; there is ${JSON.stringify(last && [last.title, ...last.controls.map((c) => c.text)])}`);
    }
    return this.seen;
  }

  control(text, kind) {
    const found = this.seen.controls.find((c) => c.text.replaceAll("&", "").includes(text) && (!kind || c.kind === kind));
    if (!found) throw new Error(`no "${text}" among ${JSON.stringify(this.seen.controls.map((c) => c.text))}`);
    return found;
  }

  async press(text) {
    const { id } = this.control(text, "Button");
    return this.ask(`press ${id}`);
  }

  /** Presses what takes no key at first, until another page comes. */
  pressUntil(text, heading) {
    return this.page(heading, 40, async ({ controls }) => {
      const button = controls.find((c) => c.text.replaceAll("&", "").includes(text) && !c.disabled);
      if (button) await this.ask(`press ${button.id}`);
    });
  }

  set(id, text) {
    return this.ask(`set ${id} ${text}`);
  }
  key(name) {
    return this.ask(`key ${name}`);
  }
  /** Where the whole screen goes. */
  picture(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    spawnSync("import", ["-window", "root", file], { env });
  }
  close() {
    this.p.stdin.end();
  }
}
