/** 12 kB, 3.4 MB: decimal units, as browsers' download lists show them. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export const percent = (fraction: number): number =>
  Math.round(Math.min(1, Math.max(0, fraction)) * 100);

/** A digest in groups of eight, so that two people can compare it aloud. */
export const groupHex = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');

/** Full-width letters and digits to ASCII, surrounding blanks away. */
export const narrow = (text: string): string => text.normalize('NFKC').trim();
