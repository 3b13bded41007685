import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, Problem, setCsrf } from '../api/client';
import { uploadFile } from '../api/upload';
import { fileSize, percent } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { useMessages } from '../messages';
import '../styles/verify.css';
import { FilePicker } from '../ui/FilePicker';
import { Icon } from '../ui/Icon';
import { Button, Notice, PageHead, ProgressBar } from '../ui/kit';
import { AcrobatInGeneral } from '../verify/AcrobatSection';
import { useWords } from '../verify/parts';
import { normalise, type Report } from '../verify/report';
import { Result } from '../verify/Result';
import { pauseBefore, type Trouble, troubleOf } from '../verify/trouble';
import { useSession } from './session';
import { refusedHere } from './wizard/uploads';

type Stage =
  | { at: 'start'; cancelled?: boolean }
  | { at: 'sending'; file: File; fraction: number }
  | { at: 'judging'; file: File; since: number }
  | { at: 'pausing'; file: File; until: number }
  | { at: 'trouble'; trouble: Trouble; problem: Problem | null; file: File }
  | { at: 'done'; report: Report; raw: unknown; file: File; others: boolean };

const pause = (seconds: number, signal: AbortSignal) =>
  new Promise<void>((done, fail) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      fail(new DOMException('aborted', 'AbortError'));
    });
  });

/** Sends a file and asks again while the service is busy; each step is told. */
async function askService(
  file: File,
  signal: AbortSignal,
  tell: (stage: Stage) => void,
): Promise<unknown> {
  for (let tried = 0; ; tried++) {
    try {
      tell({ at: 'sending', file, fraction: 0 });
      // Each file is sent and judged before it is asked again.
      // oxlint-disable-next-line no-await-in-loop
      return await uploadFile<unknown>(
        `/verify?name=${encodeURIComponent(file.name.normalize('NFC'))}`,
        file,
        (fraction) =>
          tell(
            fraction < 1
              ? { at: 'sending', file, fraction }
              : { at: 'judging', file, since: Date.now() },
          ),
        signal,
      );
    } catch (error) {
      const wait = error instanceof Problem ? pauseBefore(error, tried) : null;
      if (signal.aborted || wait === null) throw error;
      tell({ at: 'pausing', file, until: Date.now() + wait * 1000 });
      // oxlint-disable-next-line no-await-in-loop
      await pause(wait, signal);
    }
  }
}

/** Files dropped anywhere on the page, or pasted. True while something is held over the page. */
function useFilesFromAnywhere(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    let depth = 0;
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carries(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (carries(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      // The picker has taken it already.
      if (event.defaultPrevented || !carries(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length) latest.current(files);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      latest.current(files);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  return over;
}

function useCheck() {
  const { session } = useSession();
  const [stage, setStage] = useState<Stage>({ at: 'start' });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const check = useCallback(
    async (file: File, others = false) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      const refused = await refusedHere(file);
      if (own.signal.aborted) return;
      if (refused) {
        const trouble = refused === 'empty' ? 'empty' : 'not-pdf';
        setStage({ at: 'trouble', trouble, problem: null, file });
        return;
      }
      const tell = (next: Stage) => {
        if (!own.signal.aborted) setStage(next);
      };
      try {
        setCsrf(session.csrf);
        const raw = await askService(file, own.signal, tell);
        tell({ at: 'done', report: normalise(raw as Partial<Report>), raw, file, others });
      } catch (error) {
        const problem = asProblem(error);
        const trouble = troubleOf(problem, navigator.onLine);
        tell({ at: 'trouble', trouble, problem, file });
      }
    },
    [session.csrf],
  );
  const stop = useCallback((cancelled: boolean) => {
    abort.current?.abort();
    setStage({ at: 'start', cancelled });
  }, []);
  return { stage, check, stop };
}

/** Drop any PDF: one plain sentence first, the expert's detail after it. Nothing is kept. */
export default function Verify() {
  const { t } = useWords();
  const { session } = useSession();
  const { stage, check, stop } = useCheck();
  const take = useCallback(
    (files: File[]) => {
      if (files[0]) void check(files[0], files.length > 1);
    },
    [check],
  );
  const over = useFilesFromAnywhere(take);
  useTitle(stage.at === 'done' ? `${t.report} ${stage.file.name}` : t.title);

  return (
    <div className="verify">
      <PageHead
        title={stage.at === 'done' ? t.report : t.title}
        lead={stage.at === 'done' ? null : <span className="no-print">{t.lead}</span>}
      />
      <p className="visually-hidden" role="status">
        {stage.at === 'done' ? t.done : ''}
      </p>
      {stage.at === 'trouble' && (
        <TroubleNotice
          trouble={stage.trouble}
          problem={stage.problem}
          name={stage.file.name}
          onRetry={() => void check(stage.file)}
        />
      )}
      {(stage.at === 'start' || stage.at === 'trouble') && (
        <Start onFiles={take} cancelled={stage.at === 'start' && stage.cancelled === true} />
      )}
      {(stage.at === 'sending' || stage.at === 'judging' || stage.at === 'pausing') && (
        <Progress stage={stage} onCancel={() => stop(true)} />
      )}
      {stage.at === 'done' && (
        <>
          {stage.others && <Notice>{t.severalFiles(stage.file.name)}</Notice>}
          <Result {...stage} trial={session.trial} onAgain={() => stop(false)} />
        </>
      )}
      {(stage.at === 'start' || stage.at === 'trouble') && (
        <AcrobatInGeneral trial={session.trial} />
      )}
      {over && (
        <div className="drop-over" aria-hidden="true">
          <p>
            <Icon name="upload" size={40} />
            {t.dropAnywhere}
          </p>
        </div>
      )}
    </div>
  );
}

function Start({ onFiles, cancelled }: { onFiles: (files: File[]) => void; cancelled: boolean }) {
  const { t } = useWords();
  return (
    <section className="card no-print">
      {cancelled && (
        <Notice live tone="info">
          {t.cancelled}
        </Notice>
      )}
      <FilePicker drop={t.drop} choose={t.choose} limit={t.limit} onFiles={onFiles} />
      <p className="small muted center hover-only">{t.anywhere}</p>
      <div className="verify-about">
        <div>
          <h2>
            <Icon name="shield" />
            {t.privacyTitle}
          </h2>
          <p>{t.privacy}</p>
        </div>
        <div>
          <h2>
            <Icon name="search" />
            {t.whatIsShown}
          </h2>
          <ul>
            {t.shown.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="muted">{t.notShown}</p>
        </div>
      </div>
    </section>
  );
}

/** Counts along while something goes on. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const LONG = 5;

function Progress({
  stage,
  onCancel,
}: {
  stage: Extract<Stage, { at: 'sending' | 'judging' | 'pausing' }>;
  onCancel: () => void;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  const now = useNow();
  const { file } = stage;
  const what = stage.at === 'sending' ? t.sending(file.name) : t.judging(file.name);
  let more: ReactNode = null;
  if (stage.at === 'sending')
    more = t.sent(fileSize(Math.round(stage.fraction * file.size)), fileSize(file.size));
  if (stage.at === 'judging') {
    const seconds = Math.floor((now - stage.since) / 1000);
    more = seconds >= LONG ? t.judgingLong(seconds) : null;
  }
  if (stage.at === 'pausing') more = t.busyWait(Math.max(1, Math.ceil((stage.until - now) / 1000)));
  return (
    <section className="card progress-card">
      <p role="status" className="progress-what break">
        {what}
      </p>
      <ProgressBar label={what} value={stage.at === 'sending' ? percent(stage.fraction) : null} />
      <p className="small muted progress-more">{more}</p>
      <p>
        <Button onClick={onCancel}>{m.common.cancel}</Button>
      </p>
    </section>
  );
}

/** Why there is no result, and what can be done about it. */
function TroubleNotice({
  trouble,
  problem,
  name,
  onRetry,
}: {
  trouble: Trouble;
  problem: Problem | null;
  name: string;
  onRetry: () => void;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  const words = t.trouble[trouble];
  const wait = trouble === 'too-many' && problem?.retryAfter ? problem.retryAfter : null;
  const again = trouble !== 'not-pdf' && trouble !== 'empty' && trouble !== 'too-large';
  return (
    <Notice tone="error" title={words.title} live>
      <p className="small muted break">{name}</p>
      <p>{words.body}</p>
      {wait !== null && <p>{t.waitSeconds(wait)}</p>}
      {trouble === 'server' && problem?.detail && <p>{problem.detail}</p>}
      {problem?.instance && (
        <p className="small">
          {m.error.inquiry} <code>{problem.instance}</code>
        </p>
      )}
      {again && (
        <Button icon="refresh" onClick={onRetry}>
          {m.common.retry}
        </Button>
      )}
    </Notice>
  );
}
