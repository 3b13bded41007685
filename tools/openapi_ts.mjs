// Makes the types of the browser part from the API's description; Node alone, no package.
//
//   node tools/openapi_ts.mjs SKYSIGN web/src/api
//   node tools/openapi_ts.mjs SKYSIGN --check web/src/api
//
// schema/ has one exported type a schema: in the file of the resource whose calls alone use it (schema/envelopes.ts), or
// in schema/shared.ts; schema/index.ts has them all. operations.ts has `Operations`: "POST /envelopes/{id}/send" with
// what it takes and gives.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const base = '/api/v1';
const WIDTH = 76; // and its name before it
const named = (ref) => ref.replace('#/components/schemas/', '');
const quoted = (text) => `'${String(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));
const literal = (value) => (typeof value === 'string' ? quoted(value) : String(value));

/** On one line where that fits. */
function objectType(schema, indent) {
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, s]) => `${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(s, indent + 1)}`,
  );
  if (schema.additionalProperties && schema.additionalProperties !== true)
    members.push(`[name: string]: ${typeOf(schema.additionalProperties, indent + 1)}`);
  if (members.length === 0) return 'Record<string, unknown>';
  const line = `{ ${members.join('; ')} }`;
  if (!line.includes('\n') && line.length + 2 * indent < WIDTH) return line;
  const pad = '  '.repeat(indent + 1);
  return `{\n${members.map((m) => `${pad}${m};\n`).join('')}${'  '.repeat(indent)}}`;
}

function plainType(name, schema, indent) {
  switch (name) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array': {
      const of = typeOf(schema.items ?? {}, indent);
      return /^[\w.]+$/.test(of) ? `${of}[]` : `(${of})[]`;
    }
    case 'object':
      return objectType(schema, indent);
    default:
      throw new Error(`a schema of the type ${JSON.stringify(name)} is not known here`);
  }
}

function typeOf(schema, indent = 0) {
  if (schema.$ref) return named(schema.$ref);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if ('const' in schema) return literal(schema.const);
  if (schema.allOf) return schema.allOf.map((s) => typeOf(s, indent)).join(' & ');
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map((s) => typeOf(s, indent)).join(' | ');
  if (schema.type === undefined) return 'unknown';
  return [schema.type].flat().map((name) => plainType(name, schema, indent)).join(' | ');
}

const nameOf = (schema) => (schema.$ref ? `S.${named(schema.$ref)}` : typeOf(schema, 1));

function contentType(content) {
  const json = content?.['application/json'];
  if (json) return json.schema ? nameOf(json.schema) : 'unknown';
  return content && Object.keys(content).length > 0 ? 'Blob' : 'undefined';
}

function operationRow(method, path, operation) {
  const [status, good] = Object.entries(operation.responses).find(([s]) => s !== 'default');
  const request = contentType(operation.requestBody?.content);
  return [
    `  /** ${operation.summary.replaceAll('*/', '* /')} (${status}) */\n`,
    `  ${quoted(`${method.toUpperCase()} ${path.slice(base.length)}`)}: { request: ${request}; response: ${contentType(good.content)} };\n`,
  ].join('');
}

const HEAD = '// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.\n';

/** The names of the schemas that a part of the description refers to. */
function refs(part) {
  if (part === null || typeof part !== 'object') return [];
  return Object.entries(part).flatMap(([name, of]) => (name === '$ref' ? [named(of)] : name === 'examples' ? [] : refs(of)));
}

/** {"/api/v1/envelopes/{id}": "envelopes"}; what is outside /api/v1 is the service's own. */
const resourceOf = (path) => (path.startsWith(`${base}/`) ? path.slice(base.length + 1).split('/')[0] : 'service');

/** The file of each schema: its resource's, where one alone needs it. */
function filesOf(api) {
  const all = api.components.schemas, users = new Map(Object.keys(all).map((name) => [name, new Set()]));
  const use = (name, resource) => {
    if (!users.has(name) || users.get(name).has(resource)) return;
    users.get(name).add(resource);
    for (const inner of refs(all[name])) use(inner, resource);
  };
  for (const [path, item] of Object.entries(api.paths)) for (const name of refs(item)) use(name, resourceOf(path));
  return new Map([...users].map(([name, of]) => [name, of.size === 1 ? [...of][0] : 'shared']));
}

/** {"schema/envelopes.ts": text}. */
function schemas(api) {
  const fileOf = filesOf(api), files = [...new Set(fileOf.values())].sort();
  const text = (file) => {
    const here = Object.entries(api.components.schemas).filter(([name]) => fileOf.get(name) === file);
    const needed = [...new Set(refs(here.map(([, schema]) => schema)))].sort();
    const imports = files.filter((other) => other !== file).map((other) => [other, needed.filter((name) => fileOf.get(name) === other)])
      .filter(([, names]) => names.length > 0).map(([other, names]) => `import type { ${names.join(', ')} } from './${other}';\n`);
    return HEAD + imports.join('') + here.map(([name, schema]) => `\nexport type ${name} = ${typeOf(schema)};\n`).join('');
  };
  return Object.fromEntries([
    ...files.map((file) => [`schema/${file}.ts`, text(file)]),
    ['schema/index.ts', HEAD + files.map((file) => `export type * from './${file}';\n`).join('')],
  ]);
}

const operations = (api) =>
  `${HEAD}import type * as S from './schema';\n\nexport interface Operations {\n${Object.entries(api.paths)
    .filter(([path]) => path.startsWith(`${base}/`))
    .flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => operationRow(method, path, operation)))
    .join('')}}\n`;

/** null: there is none. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (e) {
    if (e.code === 'ENOENT') return null;
    throw e;
  }
}

const args = process.argv.slice(2);
const check = args[1] === '--check';
const [program, folder] = check ? [args[0], args[2]] : args;
if (!program || !folder) {
  console.error('usage: node tools/openapi_ts.mjs SKYSIGN [--check] FOLDER');
  process.exit(2);
}
const api = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 }));
const made = { ...schemas(api), 'operations.ts': operations(api) };
const stale = (why) => {
  console.error(`${why}; make it anew:\n  make api-types`);
  process.exit(1);
};
const left = (check ? readdirSync(join(folder, 'schema')) : []).filter((name) => !(`schema/${name}` in made));
if (left.length > 0) stale(`${join(folder, 'schema', left[0])} is of a resource that there is not`);
if (!check) rmSync(join(folder, 'schema'), { recursive: true, force: true });
if (!check) mkdirSync(join(folder, 'schema'));
for (const [name, text] of Object.entries(made)) {
  const file = join(folder, name);
  if (!check) writeFileSync(file, text);
  else if (read(file) !== text) stale(`${file} is not what the API's description says`);
}
