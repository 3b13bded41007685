// Pages out of a folder, served by a thread of its own: an authority's lists can be had while the test stands still in a judge.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { tempDir } from "./judge.mjs";

function serve({ folder }) {
  const server = http.createServer((rq, rs) => {
    rq.resume();
    fs.readFile(path.join(folder, path.basename(rq.url)), (e, page) => rs.writeHead(e ? 404 : 200, { Connection: "close" }).end(e ? "" : page));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
}

/** {url, put(name, bytes), close()}. What is put is there for whoever asks next. */
export async function startFolder() {
  const folder = tempDir("pages");
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { pages: true, folder } });
  const port = await new Promise((done, fail) => { worker.once("message", done); worker.once("error", fail); });
  worker.unref();
  const put = (name, bytes) => {
    fs.writeFileSync(`${folder}/.${name}`, bytes);
    fs.renameSync(`${folder}/.${name}`, `${folder}/${name}`); // never half of it
  };
  return { url: `http://127.0.0.1:${port}/`, put, close: () => worker.terminate() };
}

if (!isMainThread && workerData?.pages) serve(workerData);
