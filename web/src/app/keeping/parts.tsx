import type { ReactNode } from 'react';
import { api } from '../../api/client';
import type { Keeping, KeepingState, KeptDocument, Locale } from '../../api/types';
import { date, eraYear } from '../../lib/dates';
import { endReason } from '../../lib/ends';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { keepingEn } from '../../messages/keeping.en';
import { keepingJa, type KeepingWords } from '../../messages/keeping.ja';
import '../../styles/keeping.css';
import { Icon } from '../../ui/Icon';
import { Button } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { causeOf, storyDates, toneOf } from './story';

export function useWords(): { t: KeepingWords; locale: Locale } {
  const { locale } = useMessages();
  return { t: locale === 'ja' ? keepingJa : keepingEn, locale };
}

export function KeepingBadge({ state }: { state: KeepingState }) {
  const { t } = useWords();
  return <span className={`badge badge-${toneOf[state]}`}>{t.state[state]}</span>;
}

/** An authority's class in words; a dash for one that is no longer known. */
export const classText = (t: KeepingWords, value: string | null): string =>
  value === null ? '–' : (t.class[value] ?? value);

/** A day, with the era beside it in Japanese where there is room for it. */
export function Day({ iso, era = false }: { iso: string | null; era?: boolean }) {
  const { t, locale } = useWords();
  if (iso === null) return <span className="muted">{t.unknown}</span>;
  return (
    <>
      <time className="nowrap" dateTime={iso}>
        {date(iso, locale)}
      </time>
      {era && locale === 'ja' && <span className="muted small">（{eraYear(iso)}）</span>}
    </>
  );
}

/** Until when something can be proved, and what ends it. */
export function EndOfProof({ keeping: k, era = false }: { keeping: Keeping; era?: boolean }) {
  const { t } = useWords();
  const why = endReason(k.proof_ends_why);
  return (
    <>
      <Day iso={k.proof_ends_at} era={era} />
      {why && (
        <span
          className="small muted block-line break"
          lang={why.kind === 'other' ? 'en' : undefined}
        >
          {t.endsWhy(why)}
        </span>
      )}
    </>
  );
}

/** What happens next, and when: far off the year alone, else the day. */
export function NextStep({ keeping: k, now }: { keeping: Keeping; now: number }) {
  const { t, locale } = useWords();
  if (k.next_action === 'none') return <span className="muted">{t.action.none}</span>;
  const { next } = storyDates(k, now, locale);
  return (
    <>
      <span>{t.action[k.next_action]}</span>
      {k.next_at !== null && (
        <time className="small muted block-line" dateTime={k.next_at}>
          {next ?? t.nextSoon}
        </time>
      )}
    </>
  );
}

/** Asks for another try at once; busy until the service has made it. */
export function RetryButton({
  documents,
  label,
  awaited,
  kind = 'secondary',
  onAsked,
  onProblem,
}: {
  documents: KeptDocument[];
  /** What it is about, where several such buttons stand on a page. */
  label?: string;
  awaited: boolean;
  kind?: 'secondary' | 'quiet';
  onAsked: (d: KeptDocument) => void;
  onProblem: (error: unknown) => void;
}) {
  const { m } = useMessages();
  const { t } = useWords();
  const toast = useToast();
  const action = useAction(async () => {
    try {
      for (const d of documents) {
        // One after another: the first refusal is the one to show.
        // oxlint-disable-next-line no-await-in-loop
        await api.post(`/preservation/${d.document_id}/retry`);
        onAsked(d);
      }
      toast(t.retried);
    } catch (error) {
      onProblem(error);
    }
  });
  const busy = action.busy || awaited;
  const text = busy ? t.retrying : t.retry;
  return (
    <Button
      kind={kind}
      icon="refresh"
      busy={busy}
      aria-label={label ? m.common.about(text, label) : undefined}
      onClick={() => void action.run()}
    >
      {text}
    </Button>
  );
}

/** Why the last try gave nothing: in plain words where they are known, and in the program's own. */
export function LastError({ error, brief = false }: { error: string | null; brief?: boolean }) {
  const { t } = useWords();
  if (!error) return null;
  const cause = causeOf(error);
  const plain = /[^\p{ASCII}]/u.test(error) ? {} : { lang: 'en' };
  const raw = (
    <span className={cause ? 'small muted block-line break' : 'break'} {...plain}>
      {error}
    </span>
  );
  return (
    <>
      {cause && <span>{t.cause[cause]}</span>}
      {!(brief && cause) && raw}
    </>
  );
}

/** A help page, in a tab of its own: what was begun here stays. */
export function HelpLink({ page, children }: { page: string; children: ReactNode }) {
  const { m, locale } = useMessages();
  return (
    <a className="help-link" href={`/help/${locale}/${page}.html`} target="_blank" rel="noreferrer">
      <Icon name="help" size={18} />
      {children}
      <span className="visually-hidden">{m.newTab}</span>
    </a>
  );
}
