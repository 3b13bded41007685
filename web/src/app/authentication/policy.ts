import type { AuthenticationPolicy, SenderFactorKind } from '../../api/flowTypes';

export const GROUPS = ['counterparty', 'own', 'member'] as const;
export type Group = (typeof GROUPS)[number];
export type PolicyKind = SenderFactorKind | 'password';
export type Demands = Record<Group, PolicyKind[]>;

const RECIPIENT: PolicyKind[] = ['access_code', 'mail_code', 'sms_code', 'totp', 'passkey'];
/** What may be demanded of whom (src/domain/factor_draft.c). */
export const KINDS: Demands = {
  counterparty: RECIPIENT,
  own: RECIPIENT,
  member: ['password', 'totp', 'passkey'],
};

/** In the order of the screen, so that equal demands are equal texts. */
export const demandsOf = (policy: Pick<AuthenticationPolicy, Group>): Demands => ({
  counterparty: KINDS.counterparty.filter((k) => policy.counterparty.includes(k)),
  own: KINDS.own.filter((k) => policy.own.includes(k)),
  member: KINDS.member.filter((k) => policy.member.includes(k)),
});

export const sameDemands = (a: Demands, b: Demands): boolean =>
  JSON.stringify(demandsOf(a)) === JSON.stringify(demandsOf(b));

export const withKind = (d: Demands, group: Group, kind: PolicyKind, on: boolean): Demands =>
  demandsOf({ ...d, [group]: on ? [...d[group], kind] : d[group].filter((k) => k !== kind) });

/** What this installation cannot do. */
export const missing = (
  policy: Pick<AuthenticationPolicy, 'sms' | 'passkeys'>,
  kind: PolicyKind,
): kind is 'sms_code' | 'passkey' =>
  (kind === 'sms_code' && !policy.sms) || (kind === 'passkey' && !policy.passkeys);
