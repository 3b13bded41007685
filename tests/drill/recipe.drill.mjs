// The long form of tests/scenario/audit-trail.test.mjs, every forgery before the recipe: make drill
import { it } from "node:test";
import { signIn, untilClosed, withService } from "../support/audit-day.mjs";
import { databases } from "../support/databases.mjs";
import { localRoot } from "../support/judged.mjs";
import { plainPdf } from "../support/pdfs.mjs";
import { conclude } from "../support/service.mjs";
import { assertRecipeRefuses, forgeries, recipe } from "../support/trails.mjs";

it("the recipe for an audit trail refuses every forgery that our program refuses", () =>
  withService(databases[0], async (world) => {
    const { service, clock, dir } = world;
    const done = await conclude(service, world.owner, { documents: [{ name: "甲.pdf", bytes: plainPdf() }] });
    clock.moveToHour(1, 1);
    await untilClosed(world, 1);
    const root = await localRoot(service), script = recipe(dir);
    const trail = await (await signIn(service)).get(`/api/v1/envelopes/${done.id}/audit-trail`);
    for (const forgery of forgeries) assertRecipeRefuses({ script, trail, forgery, wrong: `${dir}/forged.json`, root, at: clock.now() });
  }));
