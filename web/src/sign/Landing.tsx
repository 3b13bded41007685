import { useEffect, useRef } from 'react';
import type { Landing as LandingData } from '../api/recipient';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { Icon } from '../ui/Icon';
import { Button } from '../ui/kit';
import { Report } from './acts/Report';
import { Frame } from './Frame';
import { Facts, Message } from './parts';

/** Who, what, until when and what agreeing will mean, before any PDF is fetched or anything marked. */
export function Landing({
  landing,
  token,
  busy,
  onOpen,
}: {
  landing: LandingData;
  token: string;
  busy: boolean;
  onOpen: () => void;
}) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  const role = w.role[landing.role];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const acts = landing.role === 'signer' || landing.role === 'approver';
  return (
    <Frame
      trial={landing.trial}
      footer={
        <footer className="bottom-bar">
          <div className="bottom-bar-inner">
            <p className="small muted bottom-note">{acts ? m.sign.landing.openNote : role.lead}</p>
            <Button kind="primary" large icon="file" busy={busy} onClick={onOpen}>
              {busy ? m.sign.landing.opening : m.sign.landing.open}
            </Button>
          </div>
        </footer>
      }
    >
      <div className="landing">
        <p className="landing-lead">{role.landing}</p>
        <h1 ref={heading} tabIndex={-1}>
          {landing.title}
        </h1>
        <section className="card">
          <Facts landing={landing} />
        </section>
        <section className="effect" aria-labelledby="effect">
          <h2 id="effect">
            <Icon name="pen" />
            {role.effect}
          </h2>
          <p>{w.effectOf[landing.role] ?? landing.effect}</p>
          {acts && <p>{landing.withdrawable_note}</p>}
        </section>
        <Message landing={landing} />
        <ul className="plain cautions">
          <li>
            <Icon name="help" size={18} />
            {m.sign.landing.question}
          </li>
          <li>
            <Icon name="shield" size={18} />
            {m.sign.landing.secure}
          </li>
        </ul>
        {landing.may.includes('report') && <Report token={token} />}
      </div>
    </Frame>
  );
}
