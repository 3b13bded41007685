import type { ReactNode } from 'react';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';
import { Brand, LanguageSwitch, TrialBadge } from '../ui/kit';

export function TrialStrip() {
  const { m } = useMessages();
  return (
    <aside className="trial-strip" aria-label={m.trial.badge}>
      <TrialBadge />
      <span>{m.trial.banner}</span>
    </aside>
  );
}

/** The plain page of a recipient: a head, one column, nothing to get lost in. */
export function Frame({
  trial,
  children,
  footer,
}: {
  trial: boolean;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const { m, locale } = useMessages();
  return (
    <div className="frame">
      <a href="#main" className="skip">
        {m.skip}
      </a>
      <header className="frame-head">
        <Brand />
        <div className="frame-tools">
          <a
            className="frame-help"
            href={`/help/${locale}/agreeing.html`}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="help" size={18} />
            {m.nav.help}
            <span className="visually-hidden">{m.newTab}</span>
          </a>
          <LanguageSwitch />
        </div>
      </header>
      {trial && <TrialStrip />}
      <main id="main" className="frame-main">
        {children}
      </main>
      {footer}
    </div>
  );
}
