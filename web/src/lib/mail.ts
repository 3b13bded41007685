export type MailPart = { text: string; href: string | null };

/** ASCII without quotes and brackets: Japanese text may follow without a blank. */
const URL_IN_TEXT = /https?:\/\/[!#-&*-;=?-~]+/g;

/** Plain text with its addresses found, to be shown as links. Only http and https ever match. */
export function linkify(text: string): MailPart[] {
  const parts: MailPart[] = [];
  let from = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    const url = match[0].replace(/[.,;:]+$/, '');
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: url, href: url });
    from = match.index + url.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** The link that the mail is about: a recipient's, an invitation's, a set-up's. */
export function mainLink(text: string): string | null {
  const links = linkify(text).flatMap((part) => part.href ?? []);
  return links.find((href) => /\/(r\/|invite|setup)#/.test(href)) ?? links[0] ?? null;
}
