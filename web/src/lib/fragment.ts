/**
 * Takes a secret out of the address bar (/r/#token). The fragment never reaches a server,
 * and after this neither the history, nor a screenshot, nor a copied address holds it.
 */
export function takeFragment(): string {
  const token = decodeURIComponent(window.location.hash.slice(1));
  if (token)
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return token;
}
