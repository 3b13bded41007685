import { useState } from 'react';
import type { Problem } from '../../api/client';
import type { RemoteCredential, RemoteSigning } from '../../api/schema';
import { date } from '../../lib/dates';
import { useMessages } from '../../messages';
import { remoteWords } from '../../messages/remote';
import { Button, Dialog, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import type { Remote } from './useRemote';

const useWords = () => {
  const { locale } = useMessages();
  return { w: remoteWords[locale], locale };
};

function Facts({ credential }: { credential: RemoteCredential }) {
  const { w, locale } = useWords();
  const { certificate: c, description } = credential;
  const rows: [string, string][] = c
    ? [
        [w.company, c.company],
        [w.capacity, c.title],
        [w.issuer, c.issuer],
        [w.validity, w.validFrom(date(c.not_before, locale), date(c.not_after, locale))],
      ]
    : [];
  return (
    <dl className="facts small">
      {[...rows, [w.note, description] as const]
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="break">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Hidden({ list }: { list: RemoteCredential[] }) {
  const { w } = useWords();
  if (list.length === 0) return null;
  return (
    <details>
      <summary>{w.hidden}</summary>
      <ul className="plain remote-credentials">
        {list.map((k) => (
          <li key={k.id} className="remote-credential">
            <strong className="break">{k.certificate?.name || k.description || k.id}</strong>
            <p className="small">{k.reason}</p>
            <Facts credential={k} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** As the signing program lists them: who, of which company, as what, by whom, until when. */
function Choose({
  now,
  onChoose,
  onEnd,
}: {
  now: RemoteSigning;
  onChoose: (credential: string) => void;
  onEnd: () => void;
}) {
  const { w } = useWords();
  const usable = now.credentials.filter((k) => k.usable);
  const [chosen, setChosen] = useState(now.credential ?? usable[0]?.id ?? '');
  return (
    <>
      {usable.length > 0 ? (
        <fieldset className="remote-credentials">
          <legend>{w.credentials}</legend>
          {usable.map((k) => (
            // oxlint-disable-next-line jsx-a11y/label-has-associated-control
            <label key={k.id} className="remote-credential">
              <span className="remote-name">
                <input
                  type="radio"
                  name="credential"
                  checked={k.id === chosen}
                  onChange={() => setChosen(k.id)}
                />
                <strong className="break">{k.certificate?.name || w.noName}</strong>
              </span>
              <Facts credential={k} />
            </label>
          ))}
        </fieldset>
      ) : (
        <Notice tone="warning" title={w.none} />
      )}
      <Hidden list={now.credentials.filter((k) => !k.usable)} />
      <p className="actions actions-end">
        <Button onClick={onEnd}>{w.cancel}</Button>
        {usable.length > 0 && (
          <Button kind="primary" icon="pen" onClick={() => onChoose(chosen)}>
            {w.choose}
          </Button>
        )}
      </p>
    </>
  );
}

function Step({
  remote,
  now,
  onEnd,
}: {
  remote: Remote;
  now: RemoteSigning | null;
  onEnd: () => void;
}) {
  const { w } = useWords();
  const [other, setOther] = useState(false);
  const step = now?.step;
  if (now && (step === 'choose' || (step === 'authorize' && other)))
    return <Choose now={now} onChoose={(id) => void remote.choose(id)} onEnd={onEnd} />;
  if (step === 'authorize')
    return (
      <p className="actions actions-end">
        <Button onClick={onEnd}>{w.cancel}</Button>
        <Button onClick={() => setOther(true)}>{w.other}</Button>
        <Button kind="primary" icon="pen" onClick={() => void remote.authorize()}>
          {w.authorize}
        </Button>
      </p>
    );
  return (
    <p className="actions actions-end">
      <Button onClick={onEnd}>{w.restart}</Button>
    </p>
  );
}

/** What is being waited for, or what is to be done. */
function Head({ remote }: { remote: Remote }) {
  const { w } = useWords();
  const at = remote.busy ?? remote.now?.step ?? 'over';
  const detail = at === 'returning' || at === 'choosing' ? undefined : w.detail[at as 'over'];
  const waits = remote.busy !== null || at === 'working';
  return (
    <>
      <div role="status">
        <p className="signing-state">{w.state[at]}</p>
        {detail && <p className="small">{detail}</p>}
      </div>
      {waits && <ProgressBar label={w.state[at]} value={null} />}
    </>
  );
}

/** A refusal says in one sentence what happened; the number to ask with belongs to failures. */
function Trouble({ problem }: { problem: Problem }) {
  if (problem.status >= 500 || !problem.detail) return <ProblemNotice problem={problem} />;
  return <Notice tone="warning" title={problem.detail} live />;
}

/** Between the visits at the service: what came back, the certificate, and the way on. */
export function RemoteDialog({ remote }: { remote: Remote }) {
  const { w } = useWords();
  const { now, busy, problem } = remote;
  const signed = now?.step === 'working' || now?.step === 'done';
  const end = () => void (signed ? remote.close() : remote.cancel());
  return (
    <Dialog title={w.title} onClose={end}>
      {now && (
        <p className="small muted break">
          {w.service}: {now.service}
        </p>
      )}
      <Head remote={remote} />
      {problem && <Trouble problem={problem} />}
      {!busy && !signed && <Step remote={remote} now={now} onEnd={end} />}
    </Dialog>
  );
}
