import type { Operations } from './operations';
import type { FieldError, ProblemBody } from './types';

/** A refusal by the server (status ≥ 400) or a call that never arrived (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly slug: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors: FieldError[];
  /** Seconds that the service asks to wait (Retry-After). */
  readonly retryAfter: number | null;

  constructor(body: ProblemBody, retryAfter: number | null = null) {
    super(body.title);
    this.name = 'Problem';
    this.status = body.status;
    this.slug = body.type.replace(/^.*\//, '');
    this.detail = body.detail ?? '';
    this.instance = body.instance ?? '';
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

export const networkProblem = () =>
  new Problem({ type: '/problems/network', title: '', status: 0 });

/** Reads a problem document; a proxy's own error page gives one with the status alone. */
export function problemOf(
  status: number,
  body: string,
  requestId: string | null,
  retry: string | null = null,
): Problem {
  const wait = retry && /^\d{1,6}$/.test(retry) ? Number(retry) : null;
  try {
    const parsed = JSON.parse(body) as Partial<ProblemBody>;
    if (typeof parsed.title === 'string')
      return new Problem(
        {
          ...parsed,
          type: parsed.type ?? '/problems/unknown',
          title: parsed.title,
          status,
        },
        wait,
      );
  } catch {
    // Not JSON: fall through to the bare status.
  }
  return new Problem(
    {
      type: '/problems/unknown',
      title: '',
      status,
      ...(requestId ? { instance: requestId } : {}),
    },
    wait,
  );
}

let csrf: string | null = null;
let language = 'ja';

/** Members' and recipients' sessions each give their own value; a page has only one of them. */
export const setCsrf = (value: string | null) => {
  csrf = value;
};
export const setLanguage = (value: string) => {
  language = value;
};

export function headersFor(method: string): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': language,
  };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  return headers;
}

let unauthenticated: () => void = () => {};
/** Called when an answer says that nobody is signed in. */
export const onUnauthenticated = (callback: () => void) => {
  unauthenticated = callback;
};

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const headers = headersFor(method);
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw networkProblem();
  }
  if (response.status === 401 && path !== '/session') unauthenticated();
  if (!response.ok) throw problemOf(response.status, text, response.headers.get('x-request-id'));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) =>
    call<T>('POST', path, body, signal),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, body),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, body),
  delete: (path: string) => call<void>('DELETE', path),
};

type Method<K> = K extends `${infer M} ${string}` ? M : never;
type Named<P> = P extends `${string}{${infer N}}${infer Rest}` ? N | Named<Rest> : never;
/** Values for the names in braces, and for the query. */
type Place<K> = Record<Named<K>, string> & { query?: Record<string, string | number> };
type Body<K extends keyof Operations> = Operations[K]['request'] extends undefined
  ? []
  : [body: Operations[K]['request']];

/** "/envelopes/{id}" with its names filled in. */
export function pathOf(pattern: string, place: Record<string, unknown>): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(place[name])),
  );
  const query = new URLSearchParams(
    Object.entries((place.query ?? {}) as Record<string, string | number>).map(([k, v]) => [
      k,
      String(v),
    ]),
  ).toString();
  return query ? `${path}?${query}` : path;
}

/** An operation by its name in the API's description: request('POST /envelopes/{id}/send', { id }, { version }). */
export function request<K extends keyof Operations>(
  operation: K,
  place: Place<K>,
  ...body: Body<K>
): Promise<Operations[K]['response']> {
  const [method, pattern] = operation.split(' ') as [Method<K>, string];
  return call(method, pathOf(pattern, place), body[0]);
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem({ type: '/problems/client', title: String(error), status: -1 });
