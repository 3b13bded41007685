import { useCallback, useRef, useState } from 'react';
import { asProblem, type Problem } from '../../api/client';
import type { FlowDocument } from '../../api/flowTypes';
import { uploadFile } from '../../api/upload';

export type UploadState = 'waiting' | 'sending' | 'checking' | 'failed' | 'cancelled';

export interface Upload {
  key: string;
  file: File;
  state: UploadState;
  fraction: number;
  problem: Problem | null;
  /** Refused before a byte was sent. */
  local: 'not_pdf' | 'empty' | null;
}

const MAGIC = '%PDF-';

/**
 * How files begin that the service looks into: Office, the one of before 2007 (to be told why not),
 * RTF, PNG, JPEG.
 */
const OTHERS = [
  'PK\u0003\u0004',
  '\u00d0\u00cf\u0011\u00e0',
  '{\\rtf',
  '\u0089PNG',
  '\u00ff\u00d8\u00ff',
];

/** The header may stand anywhere in the first kilobyte; the server judges the rest. */
export async function refusedHere(file: Blob): Promise<'not_pdf' | 'empty' | null> {
  if (file.size === 0) return 'empty';
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
  const known = head.includes(MAGIC) || OTHERS.some((magic) => head.startsWith(magic));
  return known ? null : 'not_pdf';
}

let counter = 0;

/** One file at a time; the next begins when the one before has been judged. */
export function useUploads<T = FlowDocument>(
  target: () => Promise<string>,
  onDone: (added: T) => Promise<void>,
  what: 'documents' | 'attachments' = 'documents',
) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef<Upload[]>([]);
  const running = useRef(false);
  const aborts = useRef(new Map<string, AbortController>());
  const latest = useRef({ target, onDone });
  latest.current = { target, onDone };

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((old) => old.map((u) => (u.key === key ? { ...u, ...part } : u)));
  }, []);
  const drop = useCallback((key: string) => {
    setUploads((old) => old.filter((u) => u.key !== key));
  }, []);

  const send = useCallback(
    async (upload: Upload) => {
      const abort = new AbortController();
      aborts.current.set(upload.key, abort);
      const local = what === 'documents' ? await refusedHere(upload.file) : null;
      if (local) {
        change(upload.key, { state: 'failed', local });
        return;
      }
      change(upload.key, { state: 'sending', fraction: 0 });
      try {
        const envelope = await latest.current.target();
        const name = encodeURIComponent(upload.file.name.normalize('NFC'));
        const added = await uploadFile<T>(
          `/envelopes/${envelope}/${what}?name=${name}`,
          upload.file,
          (fraction) =>
            change(upload.key, { fraction, state: fraction >= 1 ? 'checking' : 'sending' }),
          abort.signal,
          upload.file.type || 'application/octet-stream',
        );
        await latest.current.onDone(added);
        drop(upload.key);
      } catch (error) {
        if (abort.signal.aborted) change(upload.key, { state: 'cancelled' });
        else change(upload.key, { state: 'failed', problem: asProblem(error) });
      } finally {
        aborts.current.delete(upload.key);
      }
    },
    [change, drop, what],
  );

  const work = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    for (let next = queue.current.shift(); next; next = queue.current.shift()) await send(next);
    running.current = false;
  }, [send]);

  const add = useCallback(
    (files: File[]) => {
      const fresh = files.map(
        (file): Upload => ({
          key: `u${++counter}`,
          file,
          state: 'waiting',
          fraction: 0,
          problem: null,
          local: null,
        }),
      );
      setUploads((old) => [...old, ...fresh]);
      queue.current.push(...fresh);
      void work();
    },
    [work],
  );

  const cancel = useCallback(
    (key: string) => {
      queue.current = queue.current.filter((u) => u.key !== key);
      const abort = aborts.current.get(key);
      if (abort) abort.abort();
      else change(key, { state: 'cancelled' });
    },
    [change],
  );

  const retry = useCallback(
    (upload: Upload) => {
      change(upload.key, { state: 'waiting', problem: null, local: null, fraction: 0 });
      queue.current.push(upload);
      void work();
    },
    [change, work],
  );

  return { uploads, add, cancel, retry, drop };
}
