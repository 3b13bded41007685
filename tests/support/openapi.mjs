// The API's own description as a judge of what the server takes and gives.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { skysign } from "./judge.mjs";

let loaded;

function load() {
  const api = JSON.parse(execFileSync(skysign, ["openapi"], { encoding: "utf8", maxBuffer: 64 << 20 }));
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, date: /^\d{4}-\d\d-\d\d$/ } });
  ajv.addSchema(api, "api");
  const operations = [];
  for (const [path, item] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(item))
      operations.push({ method: method.toUpperCase(), path, operation, names: (path.match(/\{/g) ?? []).length, pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) });
  operations.sort((a, b) => a.names - b.names); // a fixed name before one in braces
  return { api, ajv, operations, validators: new Map() };
}

export const description = () => (loaded ??= load());

/** The operation that answers a request; undefined for an address that is none. */
export function operationOf(method, path) {
  const bare = path.replace(/[?#].*$/, "");
  return description().operations.find((o) => o.method === method && o.pattern.test(bare));
}

const json = (content) => content?.["application/json"];
export const requestMedia = (o) => json(o.operation.requestBody?.content);
export function responseMedia(o) {
  return json(Object.entries(o.operation.responses).find(([status]) => status !== "default")[1].content);
}
export const goodStatus = (o) => Number(Object.keys(o.operation.responses).find((status) => status !== "default"));

/** Throws when the value does not fit; where: for the message. */
export function mustFit(schema, value, where) {
  if (!schema) return;
  const { ajv, validators } = description();
  const key = JSON.stringify(schema);
  if (!validators.has(key)) validators.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"api#/components/'))));
  const validate = validators.get(key);
  if (!validate(value) && process.env.API_COLLECT) { fs.appendFileSync(process.env.API_COLLECT, validate.errors.map((x) => `${x.schemaPath} ${x.message} @ ${where} ${x.instancePath.replace(/\d+/g, "N")}\n`).join("")); return; }
  if (!validate(value)) throw new Error(`${where} is not what the description says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
}

/** An answer as it came; problems are problems, everything else has its operation's shape. */
export function mustBeDescribed(method, path, status, body) {
  const o = operationOf(method, path);
  if (!o) return;
  if (status >= 400) {
    mustFit({ $ref: "#/components/schemas/Problem" }, body, `${method} ${o.path} ${status}`);
    return;
  }
  if (status !== goodStatus(o)) throw new Error(`${method} ${o.path}: ${status}, the description says ${goodStatus(o)}`);
  const media = responseMedia(o);
  if (media && typeof body === "object") mustFit(media.schema, body, `${method} ${o.path} ${status}`);
}

/** With API_RECORD=FILE: what went well, a line each, for tests/support/examples.mjs. */
export function record(method, path, status, request, response) {
  const o = operationOf(method, path);
  if (!process.env.API_RECORD || !o || status >= 300 || (request === null && response === null)) return;
  fs.appendFileSync(process.env.API_RECORD, `${JSON.stringify({ id: o.operation.operationId, request, response })}\n`);
}
