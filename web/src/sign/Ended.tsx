import { useEffect, useRef } from 'react';
import type { Landing, LandingState, RecipientView } from '../api/recipient';
import { dateTime } from '../lib/dates';
import { useMessages } from '../messages';
import { actWords, type Left as LeftBy } from '../messages/acts';
import type { IconName } from '../ui/Icon';
import { Button, StatePage } from '../ui/kit';
import { Rearm, Report } from './acts/Report';
import { Frame } from './Frame';
import { Facts } from './parts';

export type EndState = LandingState | 'no_token' | 'session_over';
type Tone = 'neutral' | 'success' | 'warning' | 'error';

const look: Record<EndState, [IconName, Tone]> = {
  open: ['file', 'neutral'],
  done: ['done', 'success'],
  declined: ['stop', 'neutral'],
  expired: ['clock', 'warning'],
  withdrawn: ['stop', 'neutral'],
  forwarded: ['right', 'neutral'],
  link_expired: ['link', 'warning'],
  not_your_turn: ['clock', 'neutral'],
  no_token: ['link', 'warning'],
  session_over: ['clock', 'warning'],
};

/** Every way a link can be of no more use: what happened, and what to do next. */
export function Ended({
  state,
  landing,
  token,
  busy,
  onReceive,
}: {
  state: EndState;
  landing:
    | (Pick<
        Landing,
        'title' | 'trial' | 'expire_at' | 'may' | 'role' | 'sender' | 'recipient' | 'documents'
      > &
        Partial<Pick<Landing, 'forwarded'>>)
    | null;
  /** Of the link that led here; null: a session did. */
  token: string | null;
  busy: boolean;
  onReceive: (() => void) | null;
}) {
  const { m, locale } = useMessages();
  const e = m.sign.ended;
  const w = actWords[locale];
  const handed = landing?.forwarded;
  const texts: Record<EndState, [string, string]> = {
    open: [e.noToken, e.noTokenBody],
    done: [e.already, e.alreadyBody],
    declined: [e.declined, e.declinedBody],
    expired: [
      e.expired,
      e.expiredBody(landing?.expire_at ? dateTime(landing.expire_at, locale) : '—'),
    ],
    withdrawn: [e.withdrawn, e.withdrawnBody],
    forwarded: [
      w.forwarded.title,
      [handed && w.forwarded.when(dateTime(handed.at, locale), handed.to), w.forwarded.detail]
        .filter(Boolean)
        .join(locale === 'ja' ? '' : ' '),
    ],
    link_expired: [e.linkExpired, e.linkExpiredBody],
    not_your_turn: [e.notYourTurn, e.notYourTurnBody],
    no_token: [e.noToken, e.noTokenBody],
    session_over: [w.sessionOver.title, w.sessionOver.detail],
  };
  const [title, detail] = texts[state];
  const [icon, tone] = look[state];
  const may = landing?.may ?? [];
  return (
    <Frame trial={landing?.trial ?? false}>
      <StatePage icon={icon} tone={tone} title={title} detail={detail}>
        {onReceive && (
          <p className="actions actions-center">
            <Button kind="primary" large icon="download" busy={busy} onClick={onReceive}>
              {e.receive}
            </Button>
          </p>
        )}
        {state === 'link_expired' && token && may.includes('rearm') && <Rearm token={token} />}
      </StatePage>
      {landing?.title && (
        <section className="card">
          <h2>{landing.title}</h2>
          <Facts
            landing={landing}
            files={landing.documents.length > 0}
            deadline={state !== 'forwarded'}
          />
        </section>
      )}
      {may.includes('report') && <Report token={token} />}
    </Frame>
  );
}

/** After an act that ends it for this person: what was done, and what comes next. */
export function LeftPage({ by, view }: { by: LeftBy; view: RecipientView | null }) {
  const { locale } = useMessages();
  const text = actWords[locale].act[by];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('h1')?.focus(), []);
  return (
    <Frame trial={view?.trial ?? false}>
      <div ref={box}>
        <StatePage icon="check" tone="success" title={text.done} detail={text.doneDetail} />
      </div>
    </Frame>
  );
}
