import type { RemoteReturn } from '../../api/schema';

/** Where the signing service leads the browser back to. */
const PATH = '/r/remote';
let kept: RemoteReturn | null = null;

/** Takes what the service added out of the address, before anything else is loaded: neither the history nor a copied address holds it. */
export function keepReturn(): void {
  if (window.location.pathname !== PATH) return;
  const q = new URLSearchParams(window.location.search);
  window.history.replaceState(null, '', '/r/');
  const state = q.get('state');
  const code = q.get('code');
  if (!state) return;
  const iss = q.get('iss'); // whose answer it says it is
  kept = {
    state,
    ...(code ? { code } : { error: q.get('error') ?? 'unknown' }),
    ...(iss === null ? {} : { iss }),
  };
}

/** Once. */
export function takeReturn(): RemoteReturn | null {
  const found = kept;
  kept = null;
  return found;
}
