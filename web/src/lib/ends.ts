/** What ends a proof, as the service names it: a certificate, or an algorithm. */
export type EndReason = { kind: 'certificate' | 'algorithm' | 'other'; name: string };

const algorithm = /^(sha-?[123]|rsa|ecdsa|ed(25519|448)|dsa|md5|ripemd)/i;

export function endReason(why: string | null | undefined): EndReason | null {
  const text = (why ?? '').trim();
  if (!text) return null;
  const certificate = /^certificate(?: of)? (.+)$/.exec(text)?.[1];
  if (certificate) return { kind: 'certificate', name: certificate };
  if (algorithm.test(text))
    return { kind: 'algorithm', name: text.toUpperCase().replace(/^SHA(?=[123])/, 'SHA-') };
  return { kind: 'other', name: text };
}
