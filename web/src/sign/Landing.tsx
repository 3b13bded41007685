import { useEffect, useRef } from 'react';
import type { Landing as LandingData } from '../api/types';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { Button } from '../ui/kit';
import { Frame } from './Frame';
import { Facts, Message } from './parts';

/** Who, what, until when and what agreeing will mean, before any PDF is fetched or anything marked. */
export function Landing({
  landing,
  busy,
  onOpen,
}: {
  landing: LandingData;
  busy: boolean;
  onOpen: () => void;
}) {
  const { m } = useMessages();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Frame
      trial={landing.trial}
      footer={
        <footer className="bottom-bar">
          <div className="bottom-bar-inner">
            <p className="small muted bottom-note">{m.sign.landing.openNote}</p>
            <Button kind="primary" large icon="file" busy={busy} onClick={onOpen}>
              {busy ? m.sign.landing.opening : m.sign.landing.open}
            </Button>
          </div>
        </footer>
      }
    >
      <div className="landing">
        <p className="landing-lead">{m.sign.landing.lead}</p>
        <h1 ref={heading} tabIndex={-1}>
          {landing.title}
        </h1>
        <section className="card">
          <Facts landing={landing} />
        </section>
        <section className="effect" aria-labelledby="effect">
          <h2 id="effect">
            <Icon name="pen" />
            {m.sign.landing.effect}
          </h2>
          <p>{landing.effect}</p>
          <p>{landing.withdrawable_note}</p>
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
      </div>
    </Frame>
  );
}
