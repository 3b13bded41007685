import { api } from '../../api/client';
import { useAction } from '../../lib/hooks';
import type { FactorDraft } from '../../lib/recipients';
import { Button, ProblemNotice, TextField } from '../../ui/kit';
import { useFlow } from '../flow';

/** An access code: typed, or made by the service; it is never shown again after a reload. */
export function CodeField({
  factor,
  error,
  onCode,
}: {
  factor: FactorDraft;
  error: string | null;
  onCode: (code: string) => void;
}) {
  const { t } = useFlow();
  const p = t.people;
  const make = useAction(async () =>
    onCode((await api.post<{ code: string }>('/access-codes')).code),
  );
  return (
    <div className="indent">
      <div className="field-with-button">
        <TextField
          label={p.code}
          hint={factor.set && !factor.code ? p.codeSet : p.codeHint}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          value={factor.code ?? ''}
          error={error}
          onValue={onCode}
        />
        <Button icon="refresh" busy={make.busy} onClick={() => void make.run()}>
          {p.makeCode}
        </Button>
      </div>
      {make.problem && <ProblemNotice problem={make.problem} />}
    </div>
  );
}
