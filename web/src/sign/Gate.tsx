import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import type { RecipientView } from '../api/recipient';
import type { GateConsent, GateFactor } from '../api/types';
import { dateTime } from '../lib/dates';
import { useAction } from '../lib/hooks';
import { useMessages } from '../messages';
import { actWords, type FormAct } from '../messages/acts';
import { gateWords } from '../messages/gate';
import { CheckRow } from '../ui/CheckRow';
import { Button, Notice, ProblemNotice, TextArea, TextField } from '../ui/kit';
import { ActDialog, type Leave } from './acts/ActDialog';
import { ActMenu } from './acts/ActMenu';
import { LawText, useConsentStep } from './acts/consent';
import { offered } from './acts/forms';
import { Questions } from './acts/Questions';
import { Frame } from './Frame';
import { askPasskey, type PasskeyStart } from './passkey';

interface Started {
  sent_to: string | null;
  totp?: { uri: string; secret: string };
}
interface StepProps {
  view: RecipientView;
  onView: (view: RecipientView) => void;
}

const sends = (f: GateFactor) => f.kind === 'mail_code' || f.kind === 'sms_code';

function CodeFactor({ factor, onView }: { factor: GateFactor; onView: StepProps['onView'] }) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const [started, setStarted] = useState<Started | null>(null);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const path = `/recipient/factors/${factor.kind}`;
  const start = useAction(async () => setStarted(await api.post<Started>(`${path}/start`)));
  const answer = useAction(async () => onView(await api.post<RecipientView>(path, { code })));
  const enrols = factor.kind === 'totp' && !factor.enrolled;
  const asked = useRef(false);
  const startNow = start.run;
  useEffect(() => {
    if (!enrols || asked.current) return;
    asked.current = true;
    void startNow();
  }, [enrols, startNow]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() && !answer.busy) void answer.run();
  };
  return (
    <form noValidate onSubmit={submit}>
      <p>{w.factor[factor.kind].body}</p>
      {started?.totp && (
        <Notice tone="info">
          <p>{w.enrolTotp}</p>
          <p>
            {w.secret}
            {': '}
            <a href={started.totp.uri}>
              <code>{started.totp.secret}</code>
            </a>
          </p>
        </Notice>
      )}
      {started?.sent_to && (
        <Notice tone="info">
          <p>{w.sentTo(started.sent_to)}</p>
        </Notice>
      )}
      {sends(factor) && (
        <p className="actions">
          <Button busy={start.busy} onClick={() => void start.run()}>
            {started ? w.again : w.send}
          </Button>
        </p>
      )}
      <TextField
        label={w.code}
        required
        value={code}
        type={factor.kind === 'password' ? 'password' : 'text'}
        autoComplete={factor.kind === 'password' ? 'current-password' : 'one-time-code'}
        inputMode={factor.kind === 'access_code' || factor.kind === 'password' ? 'text' : 'numeric'}
        error={tried && !code.trim() ? w.needCode : null}
        onValue={setCode}
      />
      {(start.problem ?? answer.problem) && (
        <ProblemNotice problem={(start.problem ?? answer.problem) as never} />
      )}
      <p className="actions actions-end">
        <Button type="submit" kind="primary" busy={answer.busy}>
          {w.submit}
        </Button>
      </p>
    </form>
  );
}

function PasskeyFactor({ factor, onView }: { factor: GateFactor; onView: StepProps['onView'] }) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const [failed, setFailed] = useState(false);
  const action = useAction(async () => {
    setFailed(false);
    const started = await api.post<PasskeyStart>('/recipient/factors/passkey/start');
    const credential = await askPasskey(started).catch(() => null);
    if (credential)
      onView(await api.post<RecipientView>('/recipient/factors/passkey', { credential }));
    else setFailed(true);
  });
  return (
    <div>
      <p>{w.factor.passkey.body}</p>
      {failed && (
        <Notice tone="warning">
          <p>{w.noPasskey}</p>
        </Notice>
      )}
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button kind="primary" busy={action.busy} onClick={() => void action.run()}>
          {factor.enrolled ? w.withPasskey : w.makePasskey}
        </Button>
      </p>
    </div>
  );
}

function FactorStep({ view, onView }: StepProps) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const factor = view.gate.factors.find((f) => !f.passed);
  if (!factor) return null;
  return (
    <section className="card gate" aria-label={w.factor[factor.kind].title}>
      <h2>{w.factor[factor.kind].title}</h2>
      {factor.locked_until && (
        <Notice tone="warning">
          <p>{w.wait(dateTime(factor.locked_until, locale))}</p>
        </Notice>
      )}
      {factor.kind === 'passkey' ? (
        <PasskeyFactor factor={factor} onView={onView} />
      ) : (
        <CodeFactor key={factor.kind} factor={factor} onView={onView} />
      )}
    </section>
  );
}

function TermsStep({ view, onView }: StepProps) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const version = view.gate.terms?.version;
  const action = useAction(async () =>
    onView(await api.post<RecipientView>('/recipient/terms', { version })),
  );
  return (
    <section className="card gate" aria-label={w.terms}>
      <h2>{w.terms}</h2>
      <p className="gate-text">{view.gate.terms?.text}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button kind="primary" busy={action.busy} onClick={() => void action.run()}>
          {w.accept}
        </Button>
      </p>
    </section>
  );
}

function LawStep({ law, onView }: { law: GateConsent; onView: StepProps['onView'] }) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const { step, take } = useConsentStep(law, 'before', onView);
  const [answer, setAnswer] = useState('');
  const [ticked, setTicked] = useState(false);
  if (!step) return null;
  return (
    <section className="card gate" aria-label={law.title}>
      <h2>{law.title}</h2>
      <LawText law={law} />
      <h3>{step.title}</h3>
      <p className="gate-text">{step.text}</p>
      {step.takes_text ? (
        <TextArea label={w.answer} maxLength={300} value={answer} onValue={setAnswer} />
      ) : (
        <CheckRow label={w.agreeStep} checked={ticked} onChecked={setTicked} />
      )}
      {take.problem && <ProblemNotice problem={take.problem} />}
      <p className="actions actions-end">
        <Button
          kind="primary"
          busy={take.busy}
          disabled={!step.takes_text && !ticked}
          onClick={() => void take.run(answer)}
        >
          {w.next}
        </Button>
      </p>
    </section>
  );
}

/** Who doubts asks first; whoever has shown who they are may also decline, hand over, ask for time. */
const BEFORE_PERSON: readonly FormAct[] = ['ask', 'report'];
const BEFORE_TERMS: readonly FormAct[] = ['ask', 'more_time', 'forward', 'decline', 'report'];

/** Who will not accept what is asked for has a way out. */
function WayOut({ view, onView, onLeave }: StepProps & { onLeave: Leave }) {
  const { locale } = useMessages();
  const w = actWords[locale];
  const [act, setAct] = useState<FormAct | null>(null);
  const acts = offered(view.may, view.gate.next === 'factor' ? BEFORE_PERSON : BEFORE_TERMS);
  if (!acts.length) return null;
  return (
    <details className="way-out">
      <summary>{w.menu}</summary>
      <ActMenu acts={acts} onAct={setAct} />
      {view.questions.length > 0 && <Questions questions={view.questions} />}
      {act && (
        <ActDialog
          act={act}
          expireAt={view.expire_at}
          onView={onView}
          onLeave={onLeave}
          onClose={() => setAct(null)}
        />
      )}
    </details>
  );
}

/** What comes before the document: one thing at a time, in the server's order. */
export function Gate({ view, onView, onLeave }: StepProps & { onLeave: Leave }) {
  const { locale } = useMessages();
  const w = gateWords[locale];
  const heading = useRef<HTMLHeadingElement>(null);
  const { next } = view.gate;
  useEffect(() => {
    if (next !== 'none') heading.current?.focus();
  }, [next]);
  const law = view.gate.consents.find((c) => c.steps.some((s) => s.when === 'before' && !s.at));
  return (
    <Frame trial={view.trial}>
      <h1 ref={heading} tabIndex={-1}>
        {next === 'factor' ? w.title : view.title}
      </h1>
      <p>{w.lead}</p>
      {next === 'factor' && <FactorStep view={view} onView={onView} />}
      {next === 'terms' && <TermsStep view={view} onView={onView} />}
      {next === 'consent' && law && (
        <LawStep
          key={`${law.law}:${law.steps.filter((s) => s.at).length}`}
          law={law}
          onView={onView}
        />
      )}
      <WayOut view={view} onView={onView} onLeave={onLeave} />
    </Frame>
  );
}
