// Makes the types of the browser part from the API's description; Node alone, no package.
//
//   node tools/openapi_ts.mjs SKYSIGN > web/src/api/schema.ts
//   node tools/openapi_ts.mjs SKYSIGN --check web/src/api/schema.ts
//
// One exported type a schema, and `Operations`: "POST /envelopes/{id}/send" with what it takes and gives.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const base = '/api/v1';
const named = (ref) => ref.replace('#/components/schemas/', '');
const quoted = (text) => `'${String(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));
const literal = (value) => (typeof value === 'string' ? quoted(value) : String(value));

function objectType(schema, indent) {
  const pad = '  '.repeat(indent + 1);
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(
    ([name, s]) => `${pad}${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(s, indent + 1)};\n`,
  );
  if (schema.additionalProperties && schema.additionalProperties !== true)
    rows.push(`${pad}[name: string]: ${typeOf(schema.additionalProperties, indent + 1)};\n`);
  return rows.length === 0 ? 'Record<string, unknown>' : `{\n${rows.join('')}${'  '.repeat(indent)}}`;
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

function contentType(content) {
  const json = content?.['application/json'];
  if (json) return json.schema ? typeOf(json.schema, 2) : 'unknown';
  return content && Object.keys(content).length > 0 ? 'Blob' : 'undefined';
}

function operationRow(method, path, operation) {
  const [status, good] = Object.entries(operation.responses).find(([s]) => s !== 'default');
  const request = contentType(operation.requestBody?.content);
  return [
    `  /** ${operation.summary.replaceAll('*/', '* /')} (${status}) */\n`,
    `  ${quoted(`${method.toUpperCase()} ${path.slice(base.length)}`)}: {\n`,
    `    request: ${request};\n    response: ${contentType(good.content)};\n  };\n`,
  ].join('');
}

function write(api) {
  const out = ['// Made by tools/openapi_ts.mjs from `skysign openapi`. Do not edit.\n'];
  for (const [name, schema] of Object.entries(api.components.schemas)) out.push(`\nexport type ${name} = ${typeOf(schema)};\n`);
  out.push('\nexport interface Operations {\n');
  for (const [path, item] of Object.entries(api.paths))
    if (path.startsWith(`${base}/`)) for (const [method, operation] of Object.entries(item)) out.push(operationRow(method, path, operation));
  out.push('}\n');
  return out.join('');
}

const [program, check, file] = process.argv.slice(2);
if (!program || (check && (check !== '--check' || !file))) {
  console.error('usage: node tools/openapi_ts.mjs SKYSIGN [--check FILE]');
  process.exit(2);
}
const text = write(JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 })));
if (!check) process.stdout.write(text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error(`${file} is not what the API's description says; make it anew:\n  make api-types`);
  process.exit(1);
}
