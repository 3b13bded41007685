import type { Problem } from '../../api/client';
import { useMessages } from '../../messages';
import { Button, ProblemNotice, TextField } from '../../ui/kit';
import { KindField, type SealKind } from './SealKind';
import { useDesk } from './words';

/** How a dialog ends that keeps a seal: its name, whose it is, and the buttons. */
export function SealEnd({
  name,
  onName,
  tried,
  company,
  kind,
  onKind,
  save,
  onClose,
}: {
  name: string;
  onName: (name: string) => void;
  /** It was asked to save: what is missing is told. */
  tried: boolean;
  /** May keep the company's seals. */
  company: boolean;
  kind: SealKind;
  onKind: (kind: SealKind) => void;
  save: { busy: boolean; problem: Problem | null };
  onClose: () => void;
}) {
  const { m } = useMessages();
  const { t } = useDesk();
  const s = t.seals;
  return (
    <>
      <TextField
        label={s.name}
        hint={s.nameHint}
        required
        maxLength={100}
        value={name}
        error={tried && !name.trim() ? s.needName : null}
        onValue={onName}
      />
      {company && <KindField kind={kind} onKind={onKind} />}
      {save.problem && <ProblemNotice problem={save.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button type="submit" kind="primary" busy={save.busy}>
          {s.save}
        </Button>
      </p>
    </>
  );
}
