import { useEffect } from 'react';
import type { Deciding } from '../useDeciding';
import { type HolderChoice, LOCAL } from './HolderChoice';

/** The choice of who holds the key, when there is one; where nothing else can sign, the first service is chosen. */
export function useHolders(
  { remote, holder, setHolder }: Deciding,
  noProgram: boolean,
  mayElsewhere: boolean,
): Parameters<typeof HolderChoice>[0] | null {
  const { services } = remote;
  const local = !noProgram ? 'program' : mayElsewhere ? 'elsewhere' : null;
  const [first] = services;
  useEffect(() => {
    if (noProgram && first && holder === LOCAL) setHolder(first);
    // Only when the list comes: the choice is the person's afterwards.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [noProgram, first]);
  return first ? { services, local, value: holder, onValue: setHolder } : null;
}
