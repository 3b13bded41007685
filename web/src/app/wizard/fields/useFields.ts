import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Draft } from '../draft';
import { type FieldsState, FieldStore } from './store';

/** The store, with the state that it has now. */
export type Fields = FieldsState & { store: FieldStore };

export function useFields(draft: Draft): Fields {
  const [store] = useState(
    () =>
      new FieldStore(draft.envelope.id, {
        flush: draft.flush,
        version: draft.version,
        adopt: draft.adopt,
      }),
  );
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  useEffect(() => {
    store.reload();
    return store.dispose;
  }, [store]);
  return { ...state, store };
}
