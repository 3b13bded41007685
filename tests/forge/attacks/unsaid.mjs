// The signed part refers to objects that nobody has defined: null, until somebody defines them (trap 12). The honest bases are
// signed twice, so that the second signature too keeps away from those numbers, wherever the references stand.
import { changed } from "../lib/expect.mjs";
import { N, UNSAID } from "../lib/contract.mjs";
import { tail } from "../lib/pdf.mjs";
import { drawn } from "./text.mjs";

const shows = "the page shows what was drawn after it had been signed";
const row = (name, how, make, base = "unsaid", where = []) => ({ name: `unsaid-${name}`, trap: 12, base, how, shows, expect: changed(...where), make });
const text = () => drawn("The price is 900,000");
const defined = (name, how, number, base, options) => row(name, `${how}; an update defines it`, ({ up }) => up({ [number]: text() }, options), base, [number]);

/** The page refers to `number`, and the first party signs that. */
const signed = (k, number, more = {}) => k.signMore(k.increment(k.docs.contract, { [N.page1]: k.obj(N.page1).replace("16 0 R]", `16 0 R ${number} 0 R]`), ...more }), k.who.signer, { field: "First" });

export default [
  defined("at-size", "a page refers to the number that /Size called the first unused one", UNSAID.first),
  defined("beyond-size", "a page refers to a number far beyond /Size", UNSAID.last),
  defined("beyond-size-stream", "as before, with a cross-reference stream", UNSAID.last, "unsaid", { kind: "stream" }),
  defined("after-two", "a page refers to the number that /Size called the first unused one, and two have signed", UNSAID.first, "unsaid-two"),
  defined("beyond-size-after-two", "as before, with a number far beyond /Size", UNSAID.last, "unsaid-two"),
  defined("packed", "a reference in an object stream leads beyond /Size", UNSAID.last, "unsaid-packed", { kind: "stream" }),
  defined("packed-at-size", "a reference in an object stream leads to the first unused number", UNSAID.firstPacked, "unsaid-packed", { kind: "stream" }),
  defined("packed-after-two", "as before, and two have signed", UNSAID.last, "unsaid-packed-two", { kind: "stream" }),
  row("in-packed", "a page refers to a number beyond /Size; an update defines it in an object stream",
    ({ up }) => up({}, { kind: "stream", packed: { [UNSAID.last]: "<< /Length 0 >>" } }), "unsaid", [UNSAID.last]),
  row("freed", "a page refers to a number below /Size that is free; an update defines it", (k) =>
    k.increment(signed(k, N.overlay, { [N.overlay]: null }), { [N.overlay]: text() }, { generation: 1 }), "contract", [N.overlay]),
  row("highest", "a page refers to the highest number that there may be; an update defines it", (k) =>
    k.increment(signed(k, 8388607), { 8388607: text() }), "contract", [8388607]),
  row("by-the-second", "a page refers to the number that the second party's own field takes", (k) => {
    const one = signed(k, tail(k.docs.contract).size + 2);
    return k.signMore(one, k.who.partner, { field: "Second" });
  }, "contract"),
].map((r) => (r.name === "unsaid-by-the-second" ? { ...r, expect: { ...r.expect, intact: ["Second"] } } : r));
