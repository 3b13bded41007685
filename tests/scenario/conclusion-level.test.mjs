// The level at which a contract is concluded when the provider's certificate and the time-stamps come from outside authorities,
// whose servers may be away just then: never lower without being told, and raised when they are back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { databases, stopPostgres } from "../support/databases.mjs";
import { judgeSignedFile } from "../support/judged.mjs";
import * as judge from "../support/judge.mjs";
import { makeWorld } from "../support/lasting.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { Service, conclude, setUp, until } from "../support/service.mjs";

after(stopPostgres);

/** The provider's own key, in the folder of the sealer. */
function placeKey(world, dir) {
  const provider = world.make("Provider 契約株式会社", { issuer: "sub", crl: true, aia: true });
  const folder = `${dir}/data/sealer/keys`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const d of [`${dir}/data`, `${dir}/data/sealer`, folder]) fs.chmodSync(d, 0o700);
  execFileSync("openssl", ["pkcs8", "-topk8", "-nocrypt", "-in", provider.key, "-outform", "DER", "-out", `${folder}/key_outside.key`]);
  fs.chmodSync(`${folder}/key_outside.key`, 0o600);
  fs.writeFileSync(`${folder}/key_outside.chain`, Buffer.concat([provider.der, world.sub.der]));
}

async function withService(database, settings, body) {
  const dir = judge.tempDir("service"), world = await makeWorld();
  placeKey(world, dir);
  const service = await Service.start({
    dir, database: await database.fresh(),
    settings: {
      tsa: `Outside,${world.tsa("stamps-1")},accredited`, tsa_allow_private: "true", tsa_trust: world.root.cert,
      verify_trust: world.root.cert, revocation_allow_private: "true", ...settings,
    },
  });
  try {
    await body(service, await setUp(service), world);
  } finally {
    await service.stop();
    await world.close();
  }
}

const kept = async (owner, id) => (await owner.get(`/api/v1/envelopes/${id}`)).preservation;

async function fetchFile(service, owner, done) {
  const file = `${service.dir}/${done.id}.pdf`;
  fs.writeFileSync(file, await owner.download(`/api/v1/envelopes/${done.id}/documents/${done.documents[0].id}/file`));
  return file;
}

// a failure is remembered for a minute: the tests wait side by side
describe("a contract under outside authorities", { concurrency: 5 }, () => {
  for (const database of databases) {
    it(`is on ${database.name} concluded at B-LTA and judged with nothing but their root`, () =>
      withService(database, {}, async (service, owner, world) => {
        const done = await conclude(service, owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }], seconds: 180 });
        const now = await owner.get(`/api/v1/envelopes/${done.id}`);
        assert.equal(now.level_reached, "B-LTA");
        assert.equal(now.documents[0].timestamps.at(-1).class, "accredited");
        judgeSignedFile(await fetchFile(service, owner, now), world.root.cert, 4);
      }));
  }

  it("is concluded lower when revocation data is not to be had, says so, and is raised when it is", () =>
    withService(databases[0], { level_patience_minutes: "0" }, async (service, owner, world) => {
      world.setDown("/crl/sub", "/crl/root");
      const done = await conclude(service, owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }] });
      const before = await owner.get(`/api/v1/envelopes/${done.id}`);
      assert.equal(before.level_requested, "B-LTA");
      assert.equal(before.level_reached, "B-T");
      assert.equal(before.preservation.state, "lower");
      assert.equal(before.preservation.next_action, "extend");
      assert.match(before.preservation.last_error, /crl/, "the reason is told");
      judgeSignedFile(await fetchFile(service, owner, before), world.root.cert, 4, { stamps: 0, level: "B-T" });

      world.setDown();
      await until("every document to be raised", async () => {
        const p = await kept(owner, done.id);
        for (const d of p.documents.filter((x) => x.state === "lower"))
          await owner.post(`/api/v1/preservation/${d.document_id}/retry`, {}).catch((e) => { if (e.problem?.status !== 409) throw e; });
        return p.state !== "lower";
      }, 200, 1000);
      const after = await owner.get(`/api/v1/envelopes/${done.id}`);
      assert.equal(after.level_reached, "B-LTA");
      judgeSignedFile(await fetchFile(service, owner, after), world.root.cert, 4);
    }));

  it("waits for a while when a server is away for a moment", () =>
    withService(databases[0], {}, async (service, owner, world) => {
      world.setDown("/crl/sub");
      const waiting = conclude(service, owner, { documents: [{ name: "契約書.pdf", bytes: plainPdf() }], seconds: 300 });
      const [done] = await Promise.all([
        waiting,
        until("the list to be asked for in vain", () => world.asked.includes("/crl/sub"), 200).then(() => world.setDown()),
      ]);
      assert.equal((await owner.get(`/api/v1/envelopes/${done.id}`)).level_reached, "B-LTA");
    }));
});
