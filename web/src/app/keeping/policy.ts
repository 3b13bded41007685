import type { StampChoice, StampClass, StampPolicy, StampPurpose } from '../../api/types';

export const PURPOSES: readonly StampPurpose[] = ['act', 'conclusion', 'renewal'];
export const CLASSES: readonly StampChoice['class'][] = ['accredited', 'other', 'local', 'any'];

/** What an owner may change; the rest of a policy is what the operator has set up. */
export interface PolicyDraft {
  purposes: StampChoice[];
  renewal_method: StampPolicy['renewal_method'];
}

export const draftOf = (policy: StampPolicy): PolicyDraft => ({
  purposes: PURPOSES.map(
    (purpose) =>
      policy.purposes.find((p) => p.purpose === purpose) ?? {
        purpose,
        class: 'any',
        authority: null,
        fallback: true,
      },
  ),
  renewal_method: policy.renewal_method,
});

type Authorities = StampPolicy['authorities'];

export const inClass = (authorities: Authorities, wanted: StampChoice['class']): Authorities =>
  authorities.filter((a) => wanted === 'any' || a.class === wanted);

/** Another class keeps the authority only where it belongs to it. */
export function withClass(
  choice: StampChoice,
  wanted: StampChoice['class'],
  authorities: Authorities,
): StampChoice {
  const stays = inClass(authorities, wanted).some((a) => a.name === choice.authority);
  return { ...choice, class: wanted, authority: stays ? choice.authority : null };
}

export const replace = (draft: PolicyDraft, choice: StampChoice): PolicyDraft => ({
  ...draft,
  purposes: draft.purposes.map((p) => (p.purpose === choice.purpose ? choice : p)),
});

const plain = ({ purposes, renewal_method }: PolicyDraft) =>
  JSON.stringify([
    renewal_method,
    ...purposes.map((p) => [p.purpose, p.class, p.authority, p.fallback]),
  ]);
export const sameDraft = (a: PolicyDraft, b: PolicyDraft): boolean => plain(a) === plain(b);

/** Purposes whose time-stamps may come from an authority that nobody has accredited. */
export const notAccredited = (draft: PolicyDraft): StampPurpose[] =>
  draft.purposes.filter((p) => p.class !== 'accredited').map((p) => p.purpose);

/** With no authority of the class at all, every contract would wait. */
export const isStuck = (choice: StampChoice, authorities: Authorities): boolean =>
  inClass(authorities, choice.class).length === 0;

/** Beside the chosen authority there is another to fall back on. */
export const hasOthers = (choice: StampChoice, authorities: Authorities): boolean =>
  inClass(authorities, choice.class).length > 1;

export const classOf = (name: string, authorities: Authorities): StampClass | null =>
  authorities.find((a) => a.name === name)?.class ?? null;
