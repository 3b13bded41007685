import { headersFor, networkProblem, problemOf } from './client';

/** Sends one file as the body of a POST. XMLHttpRequest, because fetch tells no upload progress. */
export function uploadFile<T>(
  path: string,
  file: Blob,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
  type = 'application/pdf',
): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}`);
    for (const [name, value] of Object.entries(headersFor('POST')))
      request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', type);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300)
        done(JSON.parse(request.responseText) as T);
      else
        fail(
          problemOf(
            request.status,
            request.responseText,
            request.getResponseHeader('x-request-id'),
            request.getResponseHeader('retry-after'),
          ),
        );
    });
    request.addEventListener('error', () => fail(networkProblem()));
    request.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
