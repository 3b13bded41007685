import { useEffect, useState } from 'react';
import { api } from '../../api/client';
import type { Session } from '../../api/types';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Button } from '../../ui/kit';

export interface SavedSeal {
  id: string;
  name: string;
}

/** Seals of the member who is signed in in this browser; counterparties have none. */
export function useSavedSeals(wanted: boolean): SavedSeal[] {
  const [seals, setSeals] = useState<SavedSeal[]>([]);
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    const load = async () => {
      const session = await api.get<Session>('/session', abort.signal);
      if (!session.permissions.includes('seal.own')) return;
      const { items } = await api.get<{ items: SavedSeal[] }>('/seals', abort.signal);
      if (!abort.signal.aborted) setSeals(items);
    };
    // Without them the other ways are still there.
    load().catch(() => {});
    return () => abort.abort();
  }, [wanted]);
  return seals;
}

export function SavedSeals({
  seals,
  onSaved,
}: {
  seals: SavedSeal[];
  onSaved: (id: string) => void;
}) {
  const { locale } = useMessages();
  const w = fillWords[locale].picture;
  return (
    <div>
      <p className="hint">{w.savedHint}</p>
      <ul className="plain saved-seals">
        {seals.map((seal) => (
          <li key={seal.id}>
            <img src={`/api/v1/seals/${seal.id}/image`} alt="" width={72} height={72} />
            <Button onClick={() => onSaved(seal.id)}>{w.takeSaved(seal.name)}</Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
