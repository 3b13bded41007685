// SHA-256, SHA-384 and SHA-512 whose running state can be looked at and gone on from (FIPS 180-4 §6): node's own
// cannot. By BigInt words, so that one text serves both widths; slow, and enough for a few kilobytes.
const isPrime = (n) => { for (let d = 2; d * d <= n; d++) if (n % d === 0) return false; return true; };
const primes = [];
for (let n = 2; primes.length < 80; n++) if (isPrime(n)) primes.push(BigInt(n));

/** The first 64 bits of the fraction of the k-th root (§4.2.2, §5.3). */
function rootFraction(p, k) {
  const wanted = p << (64n * k);
  let low = 0n, high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** k <= wanted) low = middle; else high = middle;
  }
  return low & ((1n << 64n) - 1n);
}
const constants = primes.map((p) => rootFraction(p, 3n));
const starts = primes.slice(0, 16).map((p) => rootFraction(p, 2n));

const kinds = {
  sha256: { bits: 32n, rounds: 64, out: 32, start: 0, S: [[2n, 13n, 22n], [6n, 11n, 25n]], s: [[7n, 18n, 3n], [17n, 19n, 10n]] },
  sha384: { bits: 64n, rounds: 80, out: 48, start: 8, S: [[28n, 34n, 39n], [14n, 18n, 41n]], s: [[1n, 8n, 7n], [19n, 61n, 6n]] },
  sha512: { bits: 64n, rounds: 80, out: 64, start: 0, S: [[28n, 34n, 39n], [14n, 18n, 41n]], s: [[1n, 8n, 7n], [19n, 61n, 6n]] },
};

function compress({ bits, rounds, S, s }, h, block) {
  const mask = (1n << bits) - 1n, size = Number(bits) / 8;
  const turn = (x, n) => ((x >> n) | (x << (bits - n))) & mask;
  const big = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ turn(x, c);
  const small = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ (x >> c);
  const w = [];
  for (let i = 0; i < 16; i++) w.push(BigInt(`0x${block.subarray(i * size, (i + 1) * size).toString("hex")}`));
  for (let i = 16; i < rounds; i++) w.push((small(w[i - 2], s[1]) + w[i - 7] + small(w[i - 15], s[0]) + w[i - 16]) & mask);
  let [a, b, c, d, e, f, g, k] = h;
  for (let i = 0; i < rounds; i++) {
    const one = k + big(e, S[1]) + ((e & f) ^ (~e & mask & g)) + (constants[i] >> (64n - bits)) + w[i];
    const two = big(a, S[0]) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, k] = [(one + two) & mask, a, b, c, (d + one) & mask, e, f, g];
  }
  return [a, b, c, d, e, f, g, k].map((v, i) => (v + h[i]) & mask);
}

const bytesOf = (h, word) => Buffer.concat(h.map((v) => Buffer.from(v.toString(16).padStart(2 * word, "0"), "hex")));

/** {midstate, tail}: the chaining values behind the last whole block of data, and the rest of it. */
export function midstate(name, data) {
  const kind = kinds[name], word = Number(kind.bits) / 8, block = 16 * word, whole = data.length - (data.length % block);
  let h = starts.slice(kind.start, kind.start + 8).map((v) => v >> (64n - kind.bits));
  for (let at = 0; at < whole; at += block) h = compress(kind, h, data.subarray(at, at + block));
  return { midstate: bytesOf(h, word), tail: data.subarray(whole) };
}

/** The digest of what led to the state (after `length` bytes, a number of whole blocks) and then `more`. */
export function goOn(name, state, length, more) {
  const kind = kinds[name], word = Number(kind.bits) / 8, block = 16 * word;
  let h = [];
  for (let i = 0; i < 8; i++) h.push(BigInt(`0x${state.subarray(i * word, (i + 1) * word).toString("hex")}`));
  const total = length + more.length, end = Buffer.alloc(2 * word);
  end.writeBigUInt64BE(BigInt(total) * 8n, 2 * word - 8);
  const gap = block - ((total + 1 + end.length) % block || block);
  const all = Buffer.concat([more, Buffer.from([0x80]), Buffer.alloc(gap), end]);
  for (let at = 0; at < all.length; at += block) h = compress(kind, h, all.subarray(at, at + block));
  return bytesOf(h, word).subarray(0, kind.out);
}
