/** Above this a phone might run out of memory: SubtleCrypto wants the whole file at once. */
export const DIGEST_MAX = 128 * 1024 * 1024;

/** SHA-256 in hexadecimal; null when the file is too large or the page is not in a secure context. */
export async function fileDigest(file: Blob): Promise<string | null> {
  // Absent outside https and localhost.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle || file.size > DIGEST_MAX) return null;
  try {
    const digest = await subtle.digest('SHA-256', await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
  } catch {
    return null;
  }
}
