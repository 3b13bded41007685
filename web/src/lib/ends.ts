/** What ends a proof, as the service names it: `certificate NAME ends`, `digest sha256 ends`. */
export type EndReason = { kind: 'certificate' | 'algorithm' | 'other'; name: string };

export function endReason(why: string | null | undefined): EndReason | null {
  const text = (why ?? '').trim();
  if (!text) return null;
  const [, what, name] = /^(certificate|digest|key) (.+?)(?: ends)?$/.exec(text) ?? [];
  if (!what || !name) return { kind: 'other', name: text };
  if (what === 'certificate') return { kind: 'certificate', name };
  return { kind: 'algorithm', name: name.toUpperCase().replace(/^SHA(?=\d)/, 'SHA-') };
}
