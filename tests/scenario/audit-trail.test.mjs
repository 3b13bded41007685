// The audit trail taken out of the service proves itself: by our program and by the recipe, offline. Every kind of change is
// refused by both, for the same reason.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, it } from "node:test";
import { signIn, untilClosed, withService } from "../support/audit-day.mjs";
import { databases, stopPostgres } from "../support/databases.mjs";
import { localRoot } from "../support/judged.mjs";
import * as judge from "../support/judge.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { conclude, draft } from "../support/service.mjs";
import { assertRecipeRefuses, assertRefused, followRecipe, forgeries, judgeTrail, oneOfEachPart, recipe } from "../support/trails.mjs";

after(stopPostgres);

const accept = (type) => ({ headers: { Accept: type } });

describe("the audit trail of a contract", () => {
  // tests/drill has the recipe refuse every forgery
  for (const database of databases.map((d, i) => ({ ...d, recipes: i === 0 }))) {
    it(`proves itself from its export alone, and no change of it passes, on ${database.name}`, () =>
      withService(database, async (world) => {
        const { service, clock, dir } = world;
        const done = await conclude(service, world.owner, {
          title: "業務委託契約書",
          documents: [{ name: "甲.pdf", bytes: plainPdf() }],
        });
        const url = `/api/v1/envelopes/${done.id}/audit-trail`;
        const root = await localRoot(service);
        const script = recipe(dir);
        const file = `${dir}/audit-trail.json`;
        const take = async (client, query = "") => {
          const response = await client.raw("GET", url + query, accept("application/json"));
          assert.equal(response.status, 200);
          const text = await response.text();
          fs.writeFileSync(file, text);
          return JSON.parse(text);
        };

        // on the same day no time-stamp covers it yet: nothing is wrong, but not all is proved
        await take(world.owner);
        let said = judgeTrail(file, root, clock.now());
        assert.deepEqual([said.status, said.codes], [1, ["events-open"]], said.text);
        /** The recipe's status and reason; it is slow, and a file is the same wherever it came from. */
        const recipeSays = (status, { anchor = root, code } = {}) => {
          if (!database.recipes) return;
          const told = followRecipe(script, file, anchor, clock.now());
          assert.deepEqual([told.status, told.code], [status, code], told.text);
        };
        recipeSays(1);

        clock.moveToHour(1, 1);
        await untilClosed(world, 1);
        const client = await signIn(service);
        const trail = await take(client);
        assert.equal(fs.readFileSync(file, "utf8").trimEnd(), judge.run("jq", ["-cS", ".", file]).out.trimEnd(), "one spelling");
        said = judgeTrail(file, root, clock.now());
        assert.deepEqual([said.status, said.codes], [0, []], said.text);
        recipeSays(0);
        assert.equal(said.report.events, trail.events.length);
        assert.equal(said.report.events_proved, trail.events.length);
        // sent, agreed by two, closed; and the certificate
        assert.equal(said.report.register_lines, 5);
        assert.deepEqual(trail.acts.filter((a) => a.signature).map((a) => a.kind).sort(),
          ["agree", "agree", "certificate", "closing", "send"]);
        assert.match(judge.run(judge.skysign, ["audit", "verify", dir, "--trust", root, "--lang", "ja", "--offline", "--at", new Date(clock.now()).toISOString()]).out, /証跡は完全であり/);

        // another authority than the one that stamped
        fs.mkdirSync(`${dir}/other`);
        judge.run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${dir}/other/key`, "-out", `${dir}/other/root.pem`, "-subj", "/CN=other", "-days", "9"]);
        said = judgeTrail(file, `${dir}/other/root.pem`, clock.now());
        assert.equal(said.status, 1);
        assert.ok(said.codes.includes("day-untrusted"), said.text);
        recipeSays(2, { anchor: `${dir}/other/root.pem`, code: "day-untrusted" });

        const wrong = `${dir}/forged.json`;
        for (const forgery of database.recipes ? forgeries : oneOfEachPart) assertRefused({ trail, forgery, wrong, root, at: clock.now() });
        for (const forgery of database.recipes ? oneOfEachPart : []) assertRecipeRefuses({ script, trail, forgery, wrong, root, at: clock.now() });
        fs.writeFileSync(wrong, "{}");
        assert.equal(judgeTrail(wrong, root, clock.now()).status, 2);
        assert.equal(judge.run(judge.skysign, ["audit", "verify", `${dir}/none.json`]).status, 4);

        // what the sender did among themselves is withheld from the others; the chain holds all the same
        const open = await take(client, "?view=parties");
        const names = (t) => JSON.stringify(t.events);
        assert.match(names(trail), /甲\.pdf/);
        assert.doesNotMatch(names(open), /甲\.pdf/);
        assert.ok(open.events[0].withheld && !open.events[0].payload);
        said = judgeTrail(file, root, clock.now());
        assert.deepEqual([said.status, said.codes], [0, []], said.text);
        assert.equal(said.report.events_withheld, 2); // created, file added
        recipeSays(0);
        await assert.rejects(client.get(`${url}?view=other`), (e) => e.status === 400);

        // erased values are missing, and nothing else is
        world.write(`DELETE FROM audit_value WHERE chain = '${done.id}' AND name = 'actor_email'`);
        const erased = await take(client);
        assert.ok(!erased.events.some((e) => e.values?.some((v) => v.name === "actor_email")));
        said = judgeTrail(file, root, clock.now());
        assert.deepEqual([said.status, said.codes], [0, []], said.text);
        assert.ok(said.report.values_absent > 0);

        // for people, in both languages
        for (const [lang, words] of [["ja", /証跡（監査記録）/], ["en", /Audit trail/]]) {
          const pdf = Buffer.from(await (await client.raw("GET", `${url}?lang=${lang}`, accept("application/pdf"))).arrayBuffer());
          fs.writeFileSync(`${dir}/trail.pdf`, pdf);
          assert.deepEqual(judge.qpdfCheck(`${dir}/trail.pdf`).warnings, []);
          const text = judge.run("pdftotext", ["-layout", `${dir}/trail.pdf`, "-"]).out;
          assert.match(text, words);
          assert.ok(text.includes(done.id));
          assert.ok(text.replace(/\s/g, "").includes(erased.events.at(-1).hash));
        }

        // a party's browser gets none of it; another contract's trail says nothing of this one
        assert.equal((await service.client().raw("GET", url)).status, 401);
        const second = await draft(client, { documents: [{ name: "丙.pdf", bytes: plainPdf() }] });
        const other = await client.get(`/api/v1/envelopes/${second.id}/audit-trail`);
        assert.deepEqual([other.days, other.acts, other.register], [[], [], []]);
      }));
  }
});
