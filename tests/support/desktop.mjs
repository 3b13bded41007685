// A desktop without a person: a screen in memory (Xvfb), the signing program's package unpacked beside the system, and hands
// (xdotool) that wait for the page they type into.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { until } from "./service.mjs";

const packer = path.resolve(import.meta.dirname, "../../packaging/client/deb.sh");

/** Why a program cannot be given an /etc of its own here; "" when it can. */
export function cannotUnshare() {
  const r = spawnSync("unshare", ["-m", "true"], { encoding: "utf8" });
  return r.status === 0 ? "" : `a private mount namespace is not allowed here (${r.error?.message ?? r.stderr.trim()})`;
}

/** The package of `programs` as it is installed: its files under <dir>/root, its desktop entry found as after postinst and
 * leading there. */
export function unpackPackage(programs, dir) {
  const root = `${dir}/root`;
  const deb = execFileSync(packer, [programs, dir], { encoding: "utf8" }).trim();
  execFileSync("dpkg-deb", ["-x", deb, root]);
  const entry = `${root}/usr/share/applications/skysign-client.desktop`, text = fs.readFileSync(entry, "utf8");
  assert.match(text, /^Exec=\/usr\/bin\//m);
  fs.writeFileSync(entry, text.replace(/^Exec=/m, `Exec=${root}`));
  execFileSync("update-desktop-database", ["-q", `${root}/usr/share/applications`]);
  return root;
}

/** {env, wrapper, window, close}: env for programs that see the package and the screen; wrapper(program) makes an executable that
 * starts it where /etc is the system's with the package's laid over it. */
export async function startDesktop(root, dir) {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x960x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  let number = "";
  screen.stdio[3].on("data", (d) => (number += d));
  await until("a screen", () => number.endsWith("\n"));
  const home = `${dir}/home`;
  fs.mkdirSync(home);
  const env = {
    ...process.env, HOME: home, DISPLAY: `:${number.trim()}`, LC_ALL: "C.UTF-8", LANGUAGE: "ja",
    XDG_CONFIG_HOME: `${home}/.config`, XDG_DATA_HOME: `${home}/.local/share`, XDG_CACHE_HOME: `${home}/.cache`,
    XDG_DATA_DIRS: `${root}/usr/share:/usr/local/share:/usr/share`, GDK_BACKEND: "x11", GSK_RENDERER: "cairo",
  };
  for (const name of ["DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "BROWSER"]) delete env[name];
  const wrapper = (program) => {
    const file = `${dir}/in-namespace`;
    fs.writeFileSync(file, `#!/bin/sh\nexec unshare -m sh -c 'mount -t overlay overlay -o lowerdir=${root}/etc:/etc /etc && exec ${program} "$@"' sh "$@"\n`, { mode: 0o755 });
    return file;
  };
  return { env, wrapper, window: () => new Window(env), close: () => screen.kill("SIGKILL") };
}

/** The signing program's window; every page of it has a title of its own. */
class Window {
  constructor(env) {
    this.env = env;
  }

  xdotool(...args) {
    return spawnSync("xdotool", args, { env: this.env, encoding: "utf8" });
  }

  /** Its title, when it shows this page. */
  title(page) {
    for (const id of this.xdotool("search", "--onlyvisible", "--name", `^${page}`).stdout.split("\n").filter(Boolean)) {
      const title = this.xdotool("getwindowname", id).stdout.trim();
      if (title.startsWith(page)) return { id, title };
    }
    return null;
  }

  /** Waits for the page; its title. */
  async page(page, seconds = 15) {
    this.at = await until(`the page "${page}"`, () => this.title(page), seconds, 80);
    return this.at.title;
  }

  #do(...command) {
    const r = this.xdotool("windowfocus", "--sync", this.at.id, ...command);
    assert.equal(r.status, 0, r.stderr);
  }

  key(...keys) {
    this.#do("key", "--clearmodifiers", ...keys);
  }

  /** Presses until another page comes: what cannot be taken back takes no key at first. */
  async press(key, page, seconds = 15) {
    await until(`${key} to lead to "${page}"`, () => this.title(page) ?? (this.key(key), null), seconds, 300);
    await this.page(page);
  }

  enter(text) {
    this.#do("type", "--clearmodifiers", text);
    this.key("Return");
  }

  /** Where the whole screen goes, when pictures are wished. */
  picture(file) {
    execFileSync("import", ["-window", "root", file], { env: this.env });
  }
}
