import { Field } from '../../ui/kit';
import { useDesk } from './words';

export type SealKind = 'personal' | 'company';

export function KindField({ kind, onKind }: { kind: SealKind; onKind: (kind: SealKind) => void }) {
  const { t } = useDesk();
  const s = t.seals;
  return (
    <Field label={s.kind} hint={s.kindHint}>
      {(ids) => (
        <select {...ids} value={kind} onChange={(event) => onKind(event.target.value as SealKind)}>
          <option value="personal">{s.kinds.personal}</option>
          <option value="company">{s.kinds.company}</option>
        </select>
      )}
    </Field>
  );
}
