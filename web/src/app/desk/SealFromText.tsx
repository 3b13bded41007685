import { type FormEvent, useEffect, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import type { SealShape } from '../../api/flowTypes';
import { useAction } from '../../lib/hooks';
import { Dialog, Field, ProblemNotice, TextField } from '../../ui/kit';
import { Drawn } from './Drawn';
import { pictureFrom } from './picture';
import { SealEnd } from './SealEnd';
import { useDesk } from './words';

const SHAPES: SealShape[] = ['round', 'square', 'company'];
const SIZES = [0, 10.5, 12, 13.5, 15, 16.5, 18, 21, 24];

interface Text {
  shape: SealShape;
  text: string;
  outer: string;
  mm: number;
}

/** The seal as it will look, a moment after the last key. */
function usePreview(seal: Text): { blob: Blob | null; problem: Problem | null } {
  const [shown, setShown] = useState<{ blob: Blob | null; problem: Problem | null }>({
    blob: null,
    problem: null,
  });
  const { shape, text, outer, mm } = seal;
  useEffect(() => {
    if (!text.trim()) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      pictureFrom('/seals/preview', { shape, text, outer, mm }, abort.signal)
        .then((blob) => setShown({ blob, problem: null }))
        .catch((error: unknown) => {
          if (!abort.signal.aborted) setShown({ blob: null, problem: asProblem(error) });
        });
    }, 350);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [shape, text, outer, mm]);
  return text.trim() ? shown : { blob: null, problem: null };
}

export function SealFromText({
  company,
  onClose,
  onSaved,
}: {
  company: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { t } = useDesk();
  const s = t.seals;
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'personal' | 'company'>('personal');
  const [seal, setSeal] = useState<Text>({ shape: 'round', text: '', outer: '', mm: 0 });
  const [tried, setTried] = useState(false);
  const put = (part: Partial<Text>) => setSeal({ ...seal, ...part });
  const preview = usePreview(seal);
  const save = useAction(async () => {
    await api.post('/seals', { name: name.trim(), kind, ...seal });
    onSaved();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && seal.text.trim() && !save.busy) void save.run();
  };
  return (
    <Dialog title={s.make} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <div className="pair">
          <Field label={s.shape}>
            {(ids) => (
              <select
                {...ids}
                value={seal.shape}
                onChange={(event) => put({ shape: event.target.value as SealShape })}
              >
                {SHAPES.map((shape) => (
                  <option key={shape} value={shape}>
                    {s.shapes[shape]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={s.size}>
            {(ids) => (
              <select
                {...ids}
                value={seal.mm}
                onChange={(event) => put({ mm: Number(event.target.value) })}
              >
                {SIZES.map((mm) => (
                  <option key={mm} value={mm}>
                    {mm ? s.mm(mm) : s.sizeAuto}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <TextField
          label={s.text}
          hint={s.textHint}
          required
          maxLength={40}
          value={seal.text}
          error={tried && !seal.text.trim() ? s.needText : null}
          onValue={(text) => put({ text })}
        />
        {seal.shape === 'company' && (
          <TextField
            label={s.outer}
            required={false}
            maxLength={60}
            value={seal.outer}
            onValue={(outer) => put({ outer })}
          />
        )}
        <p className="small muted">{s.preview}</p>
        {preview.blob ? (
          <Drawn blob={preview.blob} label={s.preview} />
        ) : (
          <p className="seal-picture small">{s.previewWait}</p>
        )}
        {preview.problem && <ProblemNotice problem={preview.problem} />}
        <SealEnd
          {...{ name, tried, company, kind, save, onClose }}
          onName={setName}
          onKind={setKind}
        />
      </form>
    </Dialog>
  );
}
