import { useRef } from 'react';
import { api } from '../api/client';
import type { Page } from '../api/types';
import { useMessages } from '../messages';
import { Button, ProblemNotice } from '../ui/kit';
import { type Loaded, useAction, useLoad } from './hooks';

export interface Pages<P> {
  list: Loaded<P>;
  more: ReturnType<typeof useAction<[]>>;
}

/** A list of the API that goes on by cursor. Loading again brings back as many rows as were shown;
 * another path begins at the top. */
export function usePages<P extends Page<unknown>>(path: string): Pages<P> {
  const shown = useRef({ path, rows: 0 });
  if (shown.current.path !== path) shown.current = { path, rows: 0 };
  const ask = (cursor: string | null, signal?: AbortSignal) => {
    const on = path.includes('?') ? '&' : '?';
    return api.get<P>(cursor ? `${path}${on}cursor=${encodeURIComponent(cursor)}` : path, signal);
  };
  const append = async (have: P, signal?: AbortSignal): Promise<P> => {
    const next = await ask(have.next_cursor, signal);
    return { ...next, items: [...have.items, ...next.items] };
  };
  const list = useLoad(
    async (signal) => {
      let page = await ask(null, signal);
      // A page is asked for by the cursor of the one before it.
      while (page.next_cursor && page.items.length < shown.current.rows)
        // oxlint-disable-next-line no-await-in-loop
        page = await append(page, signal);
      return page;
    },
    [path],
  );
  const more = useAction(async () => {
    if (!list.data?.next_cursor) return;
    const all = await append(list.data);
    shown.current.rows = all.items.length;
    list.set(all);
  });
  return { list, more };
}

/** What stands under such a list while it goes on. */
export function MoreRows<P extends Page<unknown>>({ pages: { list, more } }: { pages: Pages<P> }) {
  const { m } = useMessages();
  return (
    <>
      {list.data?.next_cursor && (
        <p className="center">
          <Button busy={more.busy} onClick={() => void more.run()}>
            {m.common.more}
          </Button>
        </p>
      )}
      {more.problem && <ProblemNotice problem={more.problem} />}
    </>
  );
}
