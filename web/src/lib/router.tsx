import {
  type AnchorHTMLAttributes,
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';

/** A router of one page: the path and query as state, links that do not reload. */
interface Location {
  path: string;
  query: URLSearchParams;
}

const here = (): Location => ({
  path: window.location.pathname,
  query: new URLSearchParams(window.location.search),
});

const Context = createContext<Location>({ path: '/', query: new URLSearchParams() });
const listeners = new Set<() => void>();

/** A guard answers false to keep the person on the page (unsaved work). */
let guard: (() => boolean) | null = null;
export function setGuard(next: (() => boolean) | null): void {
  guard = next;
}

/**
 * The new page's heading takes the focus, so that a screen reader starts there: as soon as it has
 * been fetched, and unless the person has gone elsewhere meanwhile.
 */
function focusHeading(from: Element | null, until: number): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  if (heading) heading.focus();
  else if (document.activeElement === from && performance.now() < until)
    requestAnimationFrame(() => focusHeading(from, until));
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const samePath = to.split('?')[0] === window.location.pathname;
  if (!samePath && guard && !guard()) return;
  if (options.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  for (const tell of listeners) tell();
  if (!samePath) {
    window.scrollTo(0, 0);
    requestAnimationFrame(() => focusHeading(document.activeElement, performance.now() + 5000));
  }
}

export function Router({ children }: { children: ReactNode }) {
  const [location, setLocation] = useState(here);
  useEffect(() => {
    const update = () => setLocation(here());
    listeners.add(update);
    window.addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      window.removeEventListener('popstate', update);
    };
  }, []);
  return <Context value={location}>{children}</Context>;
}

export const useLocation = (): Location => useContext(Context);

/** `/envelopes/:id` against a path: the named parts, or null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/').filter(Boolean);
  const have = path.split('/').filter(Boolean);
  if (want.length !== have.length) return null;
  const parts: Record<string, string> = {};
  for (const [i, piece] of want.entries()) {
    const got = have[i] ?? '';
    if (piece.startsWith(':')) parts[piece.slice(1)] = decodeURIComponent(got);
    else if (piece !== got) return null;
  }
  return parts;
}

export function useQueryParam(name: string): [string, (value: string) => void] {
  const { path, query } = useLocation();
  return useMemo(
    () => [
      query.get(name) ?? '',
      (value: string) => {
        const next = new URLSearchParams(window.location.search);
        if (value) next.set(name, value);
        else next.delete(name);
        const text = next.toString();
        navigate(text ? `${path}?${text}` : path, { replace: true });
      },
    ],
    [name, path, query],
  );
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

export function Link({ href, onClick, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || event.button !== 0 || modified) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
