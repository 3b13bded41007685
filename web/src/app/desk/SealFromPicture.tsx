import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, asProblem, type Problem } from '../../api/client';
import { useAction } from '../../lib/hooks';
import { CheckRow } from '../../ui/CheckRow';
import { Button, Dialog, ProblemNotice, ProgressBar } from '../../ui/kit';
import { Drawn } from './Drawn';
import { base64Of, pictureFrom } from './picture';
import { SealEnd } from './SealEnd';
import type { SealKind } from './SealKind';
import { useDesk } from './words';

/** base64 grows by a third, and the service takes 4 MiB. */
const SIZE_MAX = 3_000_000;

interface Cut {
  blob: Blob | null;
  problem: Problem | null;
  busy: boolean;
}
const NOTHING: Cut = { blob: null, problem: null, busy: false };

/** The seal cut out of the picture by the service. */
function useCutout(file: File | null, onlyRed: boolean): Cut {
  const [cut, setCut] = useState<Cut>(NOTHING);
  useEffect(() => {
    if (!file) return;
    const abort = new AbortController();
    setCut({ ...NOTHING, busy: true });
    pictureFrom(`/seals/cutout${onlyRed ? '?only_red=1' : ''}`, file, abort.signal)
      .then((blob) => setCut({ ...NOTHING, blob }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setCut({ ...NOTHING, problem: asProblem(error) });
      });
    return () => abort.abort();
  }, [file, onlyRed]);
  return file ? cut : NOTHING;
}

export function SealFromPicture({
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
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState('');
  const [onlyRed, setOnlyRed] = useState(true);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<SealKind>('personal');
  const [tried, setTried] = useState(false);
  const cut = useCutout(file, onlyRed);
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    const large = chosen.size > SIZE_MAX;
    setWrong(large ? s.tooLarge : '');
    if (!large) setFile(chosen);
  };
  const save = useAction(async () => {
    if (!cut.blob) return;
    await api.post('/seals', { name: name.trim(), kind, image: await base64Of(cut.blob) });
    onSaved();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!file) setWrong(s.needPicture);
    if (cut.blob && name.trim() && !save.busy) void save.run();
  };
  return (
    <Dialog title={s.upload} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <p className="hint">{s.pictureHint}</p>
        <Button icon="upload" onClick={() => input.current?.click()}>
          {s.choose}
        </Button>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg"
          hidden
          aria-label={s.choose}
          onChange={(event) => {
            choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        {wrong && (
          <p className="field-message" role="alert">
            {wrong}
          </p>
        )}
        {file && (
          <>
            <CheckRow label={s.onlyRed} checked={onlyRed} onChecked={setOnlyRed} />
            <div className="pair">
              <div>
                <p className="small muted">{s.original}</p>
                <Drawn blob={file} label={s.original} />
              </div>
              <div>
                <p className="small muted">{s.cutout}</p>
                {cut.blob && <Drawn blob={cut.blob} label={s.cutout} />}
                {cut.busy && <ProgressBar label={s.cutout} value={null} />}
              </div>
            </div>
          </>
        )}
        {cut.problem && <ProblemNotice problem={cut.problem} />}
        <SealEnd
          {...{ name, tried, company, kind, save, onClose }}
          onName={setName}
          onKind={setKind}
        />
      </form>
    </Dialog>
  );
}
