import { useState } from 'react';
import type { AuthenticationPolicy, Law, PartyRole, SenderFactorKind } from '../../api/flowTypes';
import {
  type FactorDraft,
  type RecipientDraft,
  type RecipientFault,
  signs,
} from '../../lib/recipients';
import { CheckRow } from '../../ui/CheckRow';
import { Field, TextField } from '../../ui/kit';
import { useFlow } from '../flow';
import { CodeField } from './CodeField';

const ROLES: PartyRole[] = ['signer', 'approver', 'viewer', 'cc'];
const METHODS = ['provider', 'own_certificate'] as const;
const KINDS: SenderFactorKind[] = ['access_code', 'mail_code', 'sms_code', 'totp', 'passkey'];

/** What may be asked of a recipient here; empty while it is being fetched. */
export interface GateChoices {
  laws: Law[];
  policy: AuthenticationPolicy | null;
}

interface Props {
  row: RecipientDraft;
  faults: RecipientFault[];
  gate: GateChoices;
  onChange: (part: Partial<RecipientDraft>) => void;
}

interface Choice<T extends string> {
  label: string;
  hints: Record<T, string>;
  names: Record<T, string>;
  values: readonly T[];
  value: T;
  onValue: (value: T) => void;
}

/** One of a few, with what the chosen one means. */
function ChoiceField<T extends string>({ label, hints, names, values, value, onValue }: Choice<T>) {
  return (
    <Field label={label} hint={hints[value]}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onValue(event.target.value as T)}>
          {values.map((v) => (
            <option key={v} value={v}>
              {names[v]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function RoleField({ role, onRole }: { role: PartyRole; onRole: (r: PartyRole) => void }) {
  const { role: label, roleHint: hints, roles: names } = useFlow().t.people;
  return <ChoiceField {...{ label, hints, names }} values={ROLES} value={role} onValue={onRole} />;
}

function MethodField({ row, onChange }: Pick<Props, 'row' | 'onChange'>) {
  const { method: label, methodHint: hints, methods: names } = useFlow().t.people;
  return (
    <ChoiceField
      {...{ label, hints, names }}
      values={METHODS}
      value={row.method}
      onValue={(method) => onChange({ method })}
    />
  );
}

/** A fingerprint comes from the API only; it stays as it is. */
function SignerFields({ row, onChange }: Pick<Props, 'row' | 'onChange'>) {
  const { t } = useFlow();
  const p = t.people;
  const put = (part: Partial<RecipientDraft['certificate']>) =>
    onChange({ certificate: { ...row.certificate, ...part } });
  return (
    <div className="pair">
      <TextField
        label={p.signerSubject}
        hint={p.signerSubjectHint}
        required={false}
        maxLength={200}
        autoComplete="off"
        value={row.certificate.subject ?? ''}
        onValue={(subject) => put({ subject: subject || null })}
      />
      <TextField
        label={p.signerIssuer}
        hint={p.signerIssuerHint}
        required={false}
        maxLength={200}
        autoComplete="off"
        value={row.certificate.issuer ?? ''}
        onValue={(issuer) => put({ issuer: issuer || null })}
      />
    </div>
  );
}

/** What most contracts do without: folded away, with a line that tells what is set. */
export function RecipientMore({ row, faults, gate, onChange }: Props) {
  const { t, locale } = useFlow();
  const p = t.people;
  const and = locale === 'ja' ? '、' : ', ';
  const [open, setOpen] = useState(false);
  const hidden = faults.some((x) => x === 'code_short' || x === 'phone_invalid');
  const shown = open || hidden;
  const laws = row.consents.map((code) => gate.laws.find((l) => l.law === code)?.title ?? code);
  const own =
    signs(row.role) && row.method === 'own_certificate' ? [p.methods.own_certificate] : [];
  const parts = [...own, ...row.factors.map((f) => p.factor[f.kind]), ...laws];
  return (
    <details
      className="recipient-more"
      open={shown}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {p.more}
        <span className="small muted block-line">{p.summary(parts.join(and) || p.linkOnly)}</span>
      </summary>
      {shown && (
        <div className="recipient-more-body">
          <div className="pair">
            <TextField
              label={p.department}
              required={false}
              maxLength={200}
              autoComplete="off"
              value={row.department}
              onValue={(department) => onChange({ department })}
            />
            <TextField
              label={p.jobTitle}
              required={false}
              maxLength={200}
              autoComplete="off"
              value={row.title}
              onValue={(title) => onChange({ title })}
            />
          </div>
          {signs(row.role) && <MethodField row={row} onChange={onChange} />}
          {own.length > 0 && <SignerFields row={row} onChange={onChange} />}
          {row.role !== 'cc' && (
            <Factors row={row} faults={faults} gate={gate} onChange={onChange} />
          )}
          {row.role !== 'cc' && gate.laws.length > 0 && (
            <Consents row={row} laws={gate.laws} onChange={onChange} />
          )}
        </div>
      )}
    </details>
  );
}

function Factors({ row, faults, gate, onChange }: Props) {
  const { t } = useFlow();
  const p = t.people;
  const put = (kind: SenderFactorKind, part: Partial<FactorDraft>) =>
    onChange({ factors: row.factors.map((f) => (f.kind === kind ? { ...f, ...part } : f)) });
  const toggle = (kind: SenderFactorKind, on: boolean) =>
    onChange({
      factors: on
        ? [...row.factors, { kind, set: kind !== 'access_code' && kind !== 'sms_code' }]
        : row.factors.filter((f) => f.kind !== kind),
    });
  const unavailable = (kind: SenderFactorKind) =>
    (kind === 'sms_code' && gate.policy?.sms === false) ||
    (kind === 'passkey' && gate.policy?.passkeys === false);
  const demanded = gate.policy?.[row.side === 'own' ? 'own' : 'counterparty'] ?? [];
  return (
    <fieldset className="checks-field">
      <legend>{p.factors}</legend>
      <p className="hint">{p.factorsLead}</p>
      {KINDS.map((kind) => {
        const factor = row.factors.find((f) => f.kind === kind);
        return (
          <div key={kind}>
            <CheckRow
              label={p.factor[kind]}
              hint={
                unavailable(kind)
                  ? p.unavailable
                  : demanded.includes(kind)
                    ? `${p.factorHint[kind]} ${p.demanded}`
                    : p.factorHint[kind]
              }
              checked={factor !== undefined}
              disabled={unavailable(kind) && !factor}
              onChecked={(on) => toggle(kind, on)}
            />
            {factor && kind === 'access_code' && (
              <CodeField
                factor={factor}
                error={faults.includes('code_short') ? p.fault.code_short : null}
                onCode={(code) => put(kind, { code })}
              />
            )}
            {factor && kind === 'sms_code' && (
              <div className="indent">
                <TextField
                  label={p.phone}
                  hint={factor.masked ? p.phoneSet(factor.masked) : p.phoneHint}
                  type="tel"
                  inputMode="tel"
                  autoComplete="off"
                  maxLength={30}
                  value={factor.phone ?? ''}
                  error={faults.includes('phone_invalid') ? p.fault.phone_invalid : null}
                  onValue={(phone) => put(kind, { phone })}
                />
              </div>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

function Consents({
  row,
  laws,
  onChange,
}: {
  row: RecipientDraft;
  laws: Law[];
  onChange: Props['onChange'];
}) {
  const { t } = useFlow();
  const p = t.people;
  return (
    <fieldset className="checks-field">
      <legend>{p.consents}</legend>
      <p className="hint">{p.consentsLead}</p>
      {laws.map((law) => (
        <CheckRow
          key={law.law}
          label={law.title}
          hint={`${law.clauses}（${law.needs_consent ? p.needsConsent : p.toldOnly}）`}
          checked={row.consents.includes(law.law)}
          onChecked={(on) =>
            onChange({
              consents: on
                ? [...row.consents, law.law]
                : row.consents.filter((code) => code !== law.law),
            })
          }
        />
      ))}
    </fieldset>
  );
}
