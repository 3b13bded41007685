// The HTTP server by itself, with the small route table of tests/tools/http_probe.c.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { raw, startHttpProbe } from "../support/probes.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "http-probe-"));
fs.mkdirSync(`${folder}/assets`);
fs.writeFileSync(`${folder}/index.html`, "<!doctype html><title>app</title>");
fs.writeFileSync(`${folder}/assets/app-Bx3f9a2c.js`, "export {}");
fs.writeFileSync(`${folder}/.secret`, "hidden");

let server;
before(async () => { server = await startHttpProbe({ folder }); });
after(async () => {
  const { code, log } = await server.stop();
  fs.rmSync(folder, { recursive: true });
  assert.equal(code, 0, log.slice(-3000));
  assert.doesNotMatch(log, /ERROR: AddressSanitizer|runtime error|LeakSanitizer/);
});

const get = (where, headers = {}) => fetch(server.url + where, { headers, redirect: "manual" });
const pdf = (body, where = "/api/upload", headers = {}) =>
  fetch(server.url + where, { method: "POST", body, headers: { "Content-Type": "application/pdf", ...headers }, duplex: "half" });

describe("an answer", () => {
  it("carries the security headers and a request id", async () => {
    const r = await get("/api/hello");
    assert.equal(r.status, 200);
    assert.match(r.headers.get("content-security-policy"), /default-src 'self'; script-src 'self'; .*frame-ancestors 'none'/);
    assert.equal(r.headers.get("x-content-type-options"), "nosniff");
    assert.equal(r.headers.get("referrer-policy"), "no-referrer");
    assert.equal(r.headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(r.headers.get("cross-origin-resource-policy"), "same-origin");
    assert.ok(r.headers.get("permissions-policy"));
    assert.match(r.headers.get("x-request-id"), /^[0-9a-f]{16}$/);
    assert.equal(r.headers.get("cache-control"), "no-store");
    assert.equal(r.headers.get("strict-transport-security"), null);
  });

  it("follows lang in the query, then the cookie, then Accept-Language", async () => {
    const lang = async (where, headers) => (await (await get(where, headers)).json()).lang;
    assert.equal(await lang("/api/hello", {}), "ja");
    assert.equal(await lang("/api/hello", { "Accept-Language": "fr, en;q=0.5, ja;q=0.3" }), "en");
    assert.equal(await lang("/api/hello", { "Accept-Language": "en", Cookie: "lang=ja" }), "ja");
    assert.equal(await lang("/api/hello?lang=en", { Cookie: "lang=ja" }), "en");
  });

  it("to a failure is a problem document in the language asked for", async () => {
    for (const [language, title] of [["ja", "入力内容に誤りがあります"], ["en", "The input is not valid"]]) {
      const r = await get("/api/items/wrong", { "Accept-Language": language });
      const p = await r.json();
      assert.equal(r.status, 400);
      assert.equal(r.headers.get("content-type"), "application/problem+json");
      assert.equal(r.headers.get("content-language"), language);
      assert.equal(p.type, "/problems/invalid-input");
      assert.equal(p.title, title);
      assert.equal(p.status, 400);
      assert.ok(p.detail.length > 5);
      assert.equal(p.instance, r.headers.get("x-request-id"));
      assert.deepEqual(p.errors, [{ field: "recipients[0].email", code: "invalid", message: "not a mail address" }]);
    }
  });

  it("to a failure of our own tells strangers nothing of the inside", async () => {
    const r = await get("/api/items/broken");
    assert.equal(r.status, 500);
    assert.doesNotMatch(await r.text(), /secret inside/);
    assert.match(server.log(), /http\.failed.*secret inside/);
  });

  it("names the methods that are there", async () => {
    const r = await fetch(`${server.url}/api/items/1`, { method: "PUT" });
    assert.equal(r.status, 405);
    assert.equal(r.headers.get("allow"), "GET, DELETE");
  });

  it("to HEAD has the headers of GET and no body", async () => {
    const r = await fetch(`${server.url}/api/file`, { method: "HEAD" });
    assert.equal(r.status, 200);
    assert.equal(r.headers.get("content-length"), "300000");
    assert.equal((await r.arrayBuffer()).byteLength, 0);
  });
});

describe("a request", () => {
  it("has its query and path decoded strictly", async () => {
    assert.equal((await (await get("/api/hello?name=%E5%A4%AA%E9%83%8E+x")).json()).hello, "太郎 x");
    assert.equal((await (await get("/api/items/%E5%A4%AA")).json()).id, "太");
  });

  it("from a page of another site is refused, from ours or from no page taken", async () => {
    const post = (headers) => fetch(`${server.url}/api/echo`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json", ...headers } });
    assert.equal((await post({})).status, 201);
    assert.equal((await post({ Origin: server.url })).status, 201);
    for (const headers of [{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: `${server.url}.evil.example` }, { Origin: server.url.replace("http:", "https:") }]) {
      const r = await post(headers);
      assert.equal(r.status, 403, JSON.stringify(headers));
      assert.equal((await r.json()).type, "/problems/csrf");
    }
    const cross = await raw(server.port, `POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nSec-Fetch-Site: cross-site\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`);
    assert.equal(cross.status, 403);
  });

  it("for another host is refused, a probe excepted", async () => {
    const to = (host, where) => raw(server.port, `GET ${where} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.equal((await to("evil.example", "/api/hello")).status, 421);
    assert.equal((await to("localhost:1", "/api/hello")).status, 200);
    assert.equal((await to("10.0.0.1:9090", "/metrics")).status, 200);
  });

  it("too often is slowed down with the time to wait", async () => {
    const post = () => fetch(`${server.url}/api/limited`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await post()).status);
    assert.deepEqual(statuses, [201, 201, 201, 429]);
    const r = await post();
    assert.ok(Number(r.headers.get("retry-after")) >= 1 && Number(r.headers.get("retry-after")) <= 21);
    assert.equal((await r.json()).type, "/problems/too-many-requests");
  });

  it("without a session does not reach a handler that needs one", async () => {
    const del = (cookie) => fetch(`${server.url}/api/items/7`, { method: "DELETE", headers: cookie ? { Cookie: cookie } : {} });
    assert.equal((await del()).status, 401);
    assert.equal((await del("session=bad")).status, 401);
    assert.equal((await del("session=good")).status, 200);
  });
});

describe("a range", () => {
  const expected = Buffer.from(Array.from({ length: 300000 }, (_, i) => i % 251));
  const cases = [
    ["bytes=0-9", 206, 0, 9], ["bytes=299990-", 206, 299990, 299999], ["bytes=-5", 206, 299995, 299999],
    ["bytes=100-70000", 206, 100, 70000], ["bytes=0-999999", 206, 0, 299999], ["bytes=-999999", 206, 0, 299999],
    ["bytes=0-0", 206, 0, 0], ["bytes=299999-299999", 206, 299999, 299999],
    ["bytes=300000-", 416], ["bytes=-0", 416], ["bytes=99999999999999999999-", 200],
    ["bytes=5-4", 200], ["bytes=a-b", 200], ["bytes=0-1,4-5", 200], ["items=0-1", 200], ["bytes=", 200], ["bytes=--1", 200],
  ];
  for (const [range, status, first, last] of cases)
    it(`"${range}" is answered ${status}`, async () => {
      const r = await get("/api/file", { Range: range });
      const body = Buffer.from(await r.arrayBuffer());
      assert.equal(r.status, status);
      if (status === 416) assert.equal(r.headers.get("content-range"), "bytes */300000");
      if (status === 200) assert.ok(body.equals(expected));
      if (status !== 206) return;
      assert.equal(r.headers.get("content-range"), `bytes ${first}-${last}/300000`);
      assert.ok(body.equals(expected.subarray(first, last + 1)));
    });

  it("counts only for the same content", async () => {
    assert.equal((await get("/api/file", { Range: "bytes=0-9", "If-Range": '"v1"' })).status, 206);
    assert.equal((await get("/api/file", { Range: "bytes=0-9", "If-Range": '"v0"' })).status, 200);
  });

  it("and a copy that is still good are told apart", async () => {
    assert.equal((await get("/api/file", { "If-None-Match": '"v0", W/"v1"' })).status, 304);
    assert.equal((await get("/api/file", { "If-None-Match": '"v0"' })).status, 200);
  });

  it("of a download keeps its Japanese name", async () => {
    const d = (await get("/api/file?download=1")).headers.get("content-disposition");
    assert.equal(d, "attachment; filename=\"___ 1.pdf\"; filename*=UTF-8''%E5%A5%91%E7%B4%84%E6%9B%B8%201.pdf");
  });
});

describe("an upload", () => {
  const sum = (b) => b.reduce((s, c) => (Math.imul(s, 31) + c) >>> 0, 0);

  it("arrives whole, by length and in chunks", async () => {
    const bytes = Buffer.alloc(3_000_000, "x%y-z");
    for (const body of [bytes, new Blob([bytes]).stream()]) {
      const r = await pdf(body);
      assert.equal(r.status, 201);
      assert.deepEqual(await r.json(), { size: bytes.length, sum: sum(bytes) });
    }
    assert.deepEqual(await (await pdf(Buffer.from("a"))).json(), { size: 1, sum: 97 });
  });

  it("of nothing reaches the handler as an empty stream", async () => {
    for (const body of [Buffer.alloc(0), new ReadableStream({ start: (c) => c.close() })]) {
      const r = await pdf(body);
      assert.equal(r.status, 201);
      assert.deepEqual(await r.json(), { size: 0, sum: 0 });
    }
    const bare = await raw(server.port, "POST /api/upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert.equal(bare.status, 201);
  });

  it("over the limit is refused before it is read, by length", async () => {
    const r = await raw(server.port, `POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 9000000\r\n\r\n`, { limit: 1500 });
    assert.equal(r.status, 413);
    assert.ok(r.ms < 1400 || r.text.includes("too-large"));
  });

  it("over the limit is refused while it arrives, in chunks", async () => {
    const big = new ReadableStream({ start(c) { for (let i = 0; i < 12; i++) c.enqueue(Buffer.alloc(1 << 20)); c.close(); } });
    const r = await pdf(big);
    assert.equal(r.status, 413);
    assert.equal((await r.json()).type, "/problems/too-large");
  });

  it("that the handler refuses at its first bytes is answered at once", async () => {
    const r = await pdf(Buffer.concat([Buffer.from("BAD"), Buffer.alloc(5 << 20)]));
    assert.equal(r.status, 422);
    assert.equal((await r.json()).type, "/problems/pdf-not-a-pdf");
  });

  it("of a stranger is refused whatever its size", async () => {
    for (const size of [10, 100_000, 7 << 20]) {
      const r = await pdf(Buffer.alloc(size), "/api/private/upload");
      assert.equal(r.status, 401);
      await r.text();
    }
    assert.equal((await pdf(Buffer.alloc(7 << 20), "/api/private/upload", { Cookie: "session=good" })).status, 201);
  });

  it("with Expect: 100-continue hears the refusal before it sends", async () => {
    const r = await raw(server.port, `POST /api/private/upload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: application/pdf\r\nContent-Length: 5000000\r\n\r\n`, { limit: 2000 });
    assert.equal(r.status, 401);
    assert.doesNotMatch(r.text, /100 Continue/);
  });

  it("of another type is refused by its type", async () => {
    assert.equal((await pdf("x", "/api/upload", { "Content-Type": "text/plain" })).status, 415);
  });

  it("that breaks off leaves the server as it was", async () => {
    for (let i = 0; i < 6; i++)
      await raw(server.port, ["POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 100000\r\n\r\n", "abc"], { pause: 30, limit: 60 });
    assert.equal((await pdf(Buffer.alloc(1000))).status, 201);
  });
});

describe("a slow client", () => {
  it("that trickles its headers is cut off, and nobody else waits", async () => {
    const drip = raw(server.port, [..."GET /api/hello HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".padEnd(200, "x")], { pause: 100, limit: 15000 });
    const began = Date.now();
    assert.equal((await get("/api/hello")).status, 200);
    assert.ok(Date.now() - began < 1000);
    const { ms } = await drip;
    assert.ok(ms > 2000 && ms < 7000, `cut off after ${ms} ms`);
  });

  it("that stops in its body is cut off", async () => {
    const json = await raw(server.port, "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{", { limit: 15000 });
    assert.ok(json.ms < 6000, `${json.ms} ms`);
    const upload = await raw(server.port, "POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 10\r\n\r\n%", { limit: 15000 });
    assert.ok(upload.ms < 6000, `${upload.ms} ms`);
  });

  it("uploads in the same way do not block other requests", async () => {
    const slow = Array.from({ length: 6 }, () => raw(server.port, "POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 10\r\n\r\n%", { limit: 9000 }));
    const began = Date.now();
    assert.equal((await get("/api/hello")).status, 200);
    assert.ok(Date.now() - began < 1000);
    await Promise.all(slow);
  });

  it("requests are handled side by side", async () => {
    const began = Date.now();
    const all = await Promise.all(Array.from({ length: 4 }, () => get("/api/slow")));
    assert.ok(all.every((r) => r.status === 200));
    assert.ok(Date.now() - began < 1100, `${Date.now() - began} ms`);
  });
});

describe("a malformed request", () => {
  const json = (body, type = "application/json") => `POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body, "latin1")}\r\nConnection: close\r\n\r\n${body}`;
  const line = (first, more = "") => `${first}\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;
  const cases = [
    ["an escape that is none in the path", line("GET /api/items/%zz HTTP/1.1"), [400]],
    ["half an escape", line("GET /api/items/%4 HTTP/1.1"), [400]],
    ["a NUL in the path", line("GET /api/items/%00 HTTP/1.1"), [400]],
    ["bytes that are no UTF-8 in the path", line("GET /api/items/%ff%fe HTTP/1.1"), [400]],
    ["an overlong UTF-8 form", line("GET /api/items/%c0%af HTTP/1.1"), [400]],
    ["a surrogate", line("GET /api/items/%ed%a0%80 HTTP/1.1"), [400]],
    ["dot segments", line("GET /api/../etc/passwd HTTP/1.1"), [404]],
    ["escaped dot segments", line("GET /api/%2e%2e/etc/passwd HTTP/1.1"), [404]],
    ["an escaped slash", line("GET /api/items/..%2fx HTTP/1.1"), [404]],
    ["a backslash", line("GET /api/items/..%5cx HTTP/1.1"), [404]],
    ["an empty segment", line("GET /api/items/ HTTP/1.1"), [404]],
    ["a path of 3,000 characters", line(`GET /${"a".repeat(3000)} HTTP/1.1`), [400, 404]],
    ["a parameter of 300 characters", line(`GET /api/items/${"a".repeat(300)} HTTP/1.1`), [404]],
    ["an absolute address", line("GET http://localhost/api/hello HTTP/1.1"), [400, 404]],
    ["a bad escape in the query", line("GET /api/hello?name=%g1 HTTP/1.1"), [400]],
    ["no UTF-8 in the query", line("GET /api/hello?name=%ff HTTP/1.1"), [400]],
    ["a hundred query pairs", line(`GET /api/hello?${"a=1&".repeat(100)} HTTP/1.1`), [400]],
    ["a method nobody knows", line("BREW /api/hello HTTP/1.1"), [405]],
    ["TRACE", line("TRACE /api/hello HTTP/1.1"), [405]],
    ["no Host", "GET /api/hello HTTP/1.1\r\nConnection: close\r\n\r\n", [400]],
    ["two Hosts", "GET /api/hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n", [400]],
    ["headers of 40 kB", line("GET /api/hello HTTP/1.1", `X-Big: ${"x".repeat(40000)}\r\n`), [431, 400, 413]],
    ["150 headers", line("GET /api/hello HTTP/1.1", Array.from({ length: 150 }, (_, i) => `X-${i}: 1\r\n`).join("")), [400, 431]],
    ["both lengths of a body", line("POST /api/echo HTTP/1.1", "Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", [400]],
    ["two Content-Lengths", line("POST /api/echo HTTP/1.1", "Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n") + "{}", [400]],
    ["a negative Content-Length", line("POST /api/echo HTTP/1.1", "Content-Type: application/json\r\nContent-Length: -1\r\n") + "{}", [400, 413]],
    ["a Content-Length past 64 bits", line("POST /api/echo HTTP/1.1", "Content-Type: application/json\r\nContent-Length: 99999999999999999999\r\n") + "{}", [400, 413]],
    ["a transfer coding nobody knows", line("POST /api/echo HTTP/1.1", "Content-Type: application/json\r\nTransfer-Encoding: gzip\r\n") + "{}", [400]],
    ["a body on GET", line("GET /api/hello HTTP/1.1", "Content-Length: 2\r\n") + "{}", [400]],
    ["an open brace", json("{"), [400]],
    ["a name twice", json('{"a":1,"a":2}'), [400]],
    ["JSON nested 33 deep", json("[".repeat(33) + "]".repeat(33)), [400]],
    ["JSON nested 4,000 deep", json("[".repeat(4000)), [400]],
    ["something behind the JSON", json("{} {}"), [400]],
    ["no UTF-8 in the JSON", json('{"a":"\xff"}'), [400]],
    ["a NUL in the JSON", json('{"a":"\\u0000"}'), [400]],
    ["half a surrogate pair", json('{"a":"\\ud800"}'), [400]],
    ["a number past 64 bits", json('{"a":99999999999999999999}'), [400]],
    ["a JSON body that is too long", json(`{"a":"${"x".repeat(5000)}"}`), [413]],
    ["a form instead of JSON", json("a=1", "application/x-www-form-urlencoded"), [415]],
    ["another character set", json("{}", "application/json; charset=shift_jis"), [415]],
    ["no content type", line("POST /api/echo HTTP/1.1", "Content-Length: 2\r\n") + "{}", [415]],
    ["a type that is none", json("{}", "json"), [415]],
  ];
  assert.ok(cases.length >= 40);
  for (const [name, bytes, statuses] of cases)
    it(`with ${name} is answered ${statuses.join(" or ")}`, async () => {
      const r = await raw(server.port, Buffer.from(bytes, "latin1"), { limit: 6000 });
      assert.ok(statuses.includes(r.status), `${r.status}: ${r.text.slice(0, 400)}`);
      if (r.text.includes("application/problem+json") && r.status !== 405) {
        const p = JSON.parse(Buffer.from(r.text.slice(r.text.indexOf("\r\n\r\n") + 4), "latin1").toString("utf8"));
        assert.equal(p.status, r.status);
        assert.ok(p.type && p.title && p.instance);
      }
    });

  it("that is not HTTP at all ends the connection", async () => {
    for (const bytes of ["\x16\x03\x01\x02\x00\x01", "\0\0\0\0\r\n\r\n", "hello\r\n\r\n"]) {
      const r = await raw(server.port, Buffer.from(bytes, "latin1"), { limit: 8000 });
      assert.ok([0, 400, 405, 501, 505].includes(r.status), String(r.status));
    }
    assert.equal((await get("/api/hello")).status, 200);
  });
});

describe("a file of the application", () => {
  it("is served with its type; hashed names for ever, others asked again", async () => {
    const page = await get("/");
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(page.headers.get("cache-control"), "no-cache");
    const again = await get("/", { "If-None-Match": page.headers.get("etag") });
    assert.equal(again.status, 304);
    const script = await get("/assets/app-Bx3f9a2c.js");
    assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.match(script.headers.get("cache-control"), /immutable/);
  });

  it("answers for its pages, and for a wrong address with the page and 404", async () => {
    assert.equal((await get("/app/somewhere")).status, 200);
    const lost = await get("/nowhere", { Accept: "text/html" });
    assert.equal(lost.status, 404);
    assert.match(await lost.text(), /doctype/);
    assert.equal((await get("/api/nowhere", { Accept: "text/html" })).headers.get("content-type"), "application/problem+json");
  });

  it("is never one beside the folder or a hidden one", async () => {
    for (const where of ["/.secret", "/assets/../.secret", "/assets/%2e%2e/.secret", "//etc/passwd"]) {
      const r = await raw(server.port, `GET ${where} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      assert.equal(r.status, 404, where);
      assert.doesNotMatch(r.text, /hidden|root:/);
    }
  });
});

describe("behind a proxy and TLS", () => {
  it("the outside address rules: host, origin, cookies, HSTS, client", async () => {
    const s = await startHttpProbe({ env: { PROBE_BASE_URL: "https://sign.example.jp", PROBE_PROXIES: "127.0.0.0/8, 10.1.0.0/16" } });
    const call = (headers) => new Promise((resolve, reject) => {
      const rq = http.request({ host: "127.0.0.1", port: s.port, path: "/api/echo", method: "POST", headers: { "Content-Type": "application/json", Host: "sign.example.jp", ...headers } }, (rs) => { rs.resume(); rs.on("end", () => resolve(rs)); });
      rq.on("error", reject);
      rq.end("{}");
    });
    try {
      const good = await call({ Origin: "https://sign.example.jp" });
      assert.equal(good.statusCode, 201);
      assert.match(good.headers["set-cookie"][0], /; Secure/);
      assert.match(good.headers["strict-transport-security"], /max-age=31536000/);
      assert.equal((await call({ Host: "127.0.0.1" })).statusCode, 421);
      assert.equal((await call({ Origin: "http://sign.example.jp" })).statusCode, 403);
      const remote = async (xff) => JSON.parse((await raw(s.port, `GET /api/hello HTTP/1.1\r\nHost: sign.example.jp\r\n${xff ? `X-Forwarded-For: ${xff}\r\n` : ""}Connection: close\r\n\r\n`)).text.split("\r\n\r\n")[1]).remote;
      assert.equal(await remote("203.0.113.9"), "203.0.113.9");
      assert.equal(await remote("6.6.6.6, 203.0.113.9, 10.1.2.3"), "203.0.113.9");
      assert.equal(await remote("not an address"), "127.0.0.1");
      assert.equal(await remote(""), "127.0.0.1");
    } finally {
      await s.stop();
    }
  });
});

it("what happened is counted", async () => {
  const text = await (await get("/metrics")).text();
  assert.match(text, /skysign_http_requests_total\{method="GET",route="\/api\/hello",status="200"\} \d+/);
  assert.match(text, /skysign_http_requests_total\{method="POST",route="\/api\/upload",status="413"\} [1-9]/);
  assert.match(text, /skysign_http_request_duration_seconds_bucket\{le="\+Inf"\} [1-9]/);
});
