// Programs that run beside each other: commands, and one Java process for all that Java does.
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const sources = path.join(path.dirname(fileURLToPath(import.meta.url)), "java");
const jars = ["pdfbox2", "fontbox2", "commons-logging", "bcpkix", "bcprov", "bcutil", "itext5", "itext"]
  .map((j) => `/usr/share/java/${j}.jar`).join(":");

/** Runs a program to its end; fails with what it said. Gives its output. */
export function must(program, args, options = {}) {
  return new Promise((done, fail) => {
    execFile(program, args, { maxBuffer: 16 << 20, timeout: 600_000, ...options }, (error, out, err) =>
      error ? fail(new Error(`${program} ${args.join(" ")}: ${error.message} ${out}${err}`)) : done(out + err));
  });
}

/** Starts Honest.java; {run(verb, in, out, options), stop()}. `keys` is the folder of the .p12 files. */
export async function startJava(work, keys) {
  const classes = `${work}/classes`;
  fs.mkdirSync(classes, { recursive: true });
  await must("javac", ["-d", classes, "-cp", jars, ...fs.readdirSync(sources).map((f) => path.join(sources, f))]);
  const log = fs.openSync(`${work}/java.log`, "w");
  const java = spawn("java", ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", `${jars}:${classes}`, "Honest", keys], { stdio: ["pipe", "pipe", log] });
  const waiting = new Map();
  readline.createInterface({ input: java.stdout }).on("line", (line) => {
    const [id, answer] = line.split("\t");
    waiting.get(id)(answer);
    waiting.delete(id);
  });
  java.on("exit", () => waiting.forEach((tell) => tell("the Java process ended")));
  let orders = 0;
  const run = (verb, from, to, options = {}) => new Promise((done, fail) => {
    const id = String(++orders);
    const words = Object.entries(options).map(([k, v]) => `${k}=${v}`);
    waiting.set(id, (answer) => (answer === "ok" ? done() : fail(new Error(`${verb} ${words}: ${answer}`))));
    java.stdin.write(`${[id, verb, from, to, ...words].join("\t")}\n`);
  });
  return { run, stop: () => java.stdin.end() };
}
