import { headersFor, networkProblem, problemOf } from '../../api/client';

/** A call whose answer is a picture; our policy shows no blob addresses, so it is drawn. */
export async function pictureFrom(
  path: string,
  body: Blob | object,
  signal?: AbortSignal,
): Promise<Blob> {
  const file = body instanceof Blob;
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        ...headersFor('POST'),
        Accept: 'image/png, application/problem+json',
        'Content-Type': file ? body.type || 'image/png' : 'application/json',
      },
      body: file ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw networkProblem();
  }
  if (!answer.ok)
    throw problemOf(answer.status, await answer.text(), answer.headers.get('x-request-id'));
  return answer.blob();
}

export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
