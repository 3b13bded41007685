import { useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../../api/client';
import { drawn } from '../../api/recipient';

const AT_ONCE = 3;
let running = 0;
const waiting: (() => void)[] = [];

/** A few at a time: a page full of fields asks for many pictures at once. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

export interface DrawnState {
  picture: ImageBitmap | null;
  problem: Problem | null;
  busy: boolean;
}

/** What the server draws of `body`; null asks for nothing. Our policy allows no blob: images. */
export function useDrawn(path: string, body: unknown, delay = 0): DrawnState {
  const [state, setState] = useState<DrawnState>({ picture: null, problem: null, busy: false });
  const wanted = body === null ? null : JSON.stringify(body);
  useEffect(() => {
    if (wanted === null) {
      setState({ picture: null, problem: null, busy: false });
      return;
    }
    const abort = new AbortController();
    setState((old) => ({ ...old, busy: true }));
    const ask = async () => {
      if (abort.signal.aborted) return;
      const blob = await drawn(path, JSON.parse(wanted), abort.signal);
      const picture = await createImageBitmap(blob);
      if (!abort.signal.aborted) setState({ picture, problem: null, busy: false });
    };
    const timer = setTimeout(() => {
      inTurn(ask).catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState({ picture: null, problem: asProblem(error), busy: false });
      });
    }, delay);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [path, wanted, delay]);
  return state;
}

/** A picture on a canvas; `label` is empty where the text beside it says the same. */
export function Picture({ picture, label }: { picture: ImageBitmap; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    if (!surface) return;
    surface.width = picture.width;
    surface.height = picture.height;
    surface.getContext('2d')?.drawImage(picture, 0, 0);
  }, [picture]);
  return label ? (
    <canvas ref={canvas} className="drawn" role="img" aria-label={label} />
  ) : (
    <canvas ref={canvas} className="drawn" aria-hidden="true" />
  );
}
