import type { Landing, LandingState } from '../api/types';
import { dateTime } from '../lib/dates';
import { useMessages } from '../messages';
import type { IconName } from '../ui/Icon';
import { Button, StatePage } from '../ui/kit';
import { Frame } from './Frame';
import { Facts } from './parts';

type State = LandingState | 'no_token';
type Tone = 'neutral' | 'success' | 'warning' | 'error';

const look: Record<State, [IconName, Tone]> = {
  open: ['file', 'neutral'],
  done: ['done', 'success'],
  declined: ['stop', 'neutral'],
  expired: ['clock', 'warning'],
  withdrawn: ['stop', 'neutral'],
  forwarded: ['mail', 'neutral'],
  link_expired: ['link', 'warning'],
  not_your_turn: ['clock', 'neutral'],
  no_token: ['link', 'warning'],
};

/** Every way a link can be of no more use: what happened, and what to do next. */
export function Ended({
  state,
  landing,
  busy,
  onReceive,
}: {
  state: State;
  landing: Landing | null;
  busy: boolean;
  onReceive: (() => void) | null;
}) {
  const { m, locale } = useMessages();
  const e = m.sign.ended;
  const texts: Record<State, [string, string]> = {
    open: [e.noToken, e.noTokenBody],
    done: [e.already, e.alreadyBody],
    declined: [e.declined, e.declinedBody],
    expired: [
      e.expired,
      e.expiredBody(landing?.expire_at ? dateTime(landing.expire_at, locale) : '—'),
    ],
    withdrawn: [e.withdrawn, e.withdrawnBody],
    forwarded: [e.forwarded, e.forwardedBody],
    link_expired: [e.linkExpired, e.linkExpiredBody],
    not_your_turn: [e.notYourTurn, e.notYourTurnBody],
    no_token: [e.noToken, e.noTokenBody],
  };
  const [title, detail] = texts[state];
  const [icon, tone] = look[state];
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
      </StatePage>
      {landing?.title && (
        <section className="card">
          <h2>{landing.title}</h2>
          <Facts landing={landing} />
        </section>
      )}
    </Frame>
  );
}
