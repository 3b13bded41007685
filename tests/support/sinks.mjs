// Real servers that take what the service sends out: a mail server and an SMS gateway.
import http from "node:http";
import { SMTPServer } from "smtp-server";

const listening = (s) => new Promise((resolve) => s.listen(0, "127.0.0.1", () => resolve()));

/** Mails as {to, text, raw}, newest last; text is the plain part. */
export async function smtpSink() {
  const mails = [];
  const server = new SMTPServer({
    logger: false, disabledCommands: ["STARTTLS", "AUTH"], authOptional: true, disableReverseLookup: true,
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on("data", (d) => chunks.push(d));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const plain = raw.match(/Content-Type: text\/plain[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/)?.[1] ?? "";
        mails.push({ to: session.envelope.rcptTo[0].address, raw, text: Buffer.from(plain, "base64").toString() });
        done(null);
      });
    },
  });
  server.on("error", () => {});
  await listening(server);
  const { port } = server.server.address();
  return { mails, url: `smtp://127.0.0.1:${port}`, close: () => new Promise((r) => server.close(r)) };
}

/** Requests as {method, headers, body}; answer(n) gives the status of the nth. */
export async function smsGateway(answer = () => 202) {
  const requests = [];
  const server = http.createServer((rq, rs) => {
    const chunks = [];
    rq.on("data", (d) => chunks.push(d));
    rq.on("end", () => {
      requests.push({ method: rq.method, headers: rq.headers, body: Buffer.concat(chunks).toString() });
      rs.writeHead(answer(requests.length), { "Content-Type": "application/json" }).end('{"id":"1"}');
    });
  });
  await listening(server);
  return {
    requests, url: `http://127.0.0.1:${server.address().port}/messages`,
    close: () => new Promise((r) => { server.closeAllConnections(); server.close(r); }),
  };
}
