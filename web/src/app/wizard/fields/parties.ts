import type { FlowRecipient } from '../../../api/flowTypes';
import type { Item } from './model';

/** Who fills in a field: told by a number and a name, and by a colour beside. */
export interface Party {
  id: string | null;
  name: string;
  /** 0: the sender. */
  number: number;
  colour: number;
}

const COLOURS = 6;

/** Signers and approvers in their order, then the sender. */
export function partiesOf(recipients: readonly FlowRecipient[], sender: string): Party[] {
  const list = recipients
    .filter((r) => r.role === 'signer' || r.role === 'approver')
    .toSorted((a, b) => a.order - b.order)
    .map((r, i) => ({
      id: r.id,
      name: r.company ? `${r.company} ${r.name}` : r.name,
      number: i + 1,
      colour: (i % COLOURS) + 1,
    }));
  return [...list, { id: null, name: sender, number: 0, colour: 0 }];
}

export const partyOf = (parties: readonly Party[], id: string | null): Party =>
  parties.find((p) => p.id === id) ?? { id, name: '—', number: 0, colour: 0 };

export const boxId = (item: Item, index: number): string => `${item.key}-${index}`;
