import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from '../lib/router';
import { useMessages } from '../messages';
import { Icon, type IconName } from '../ui/Icon';
import { Brand, IconButton, LanguageSwitch, TrialBadge } from '../ui/kit';
import { useSession } from './session';

function TrialBanner() {
  const { m } = useMessages();
  const { session } = useSession();
  if (!session.trial) return null;
  return (
    <aside className="trial-strip" aria-label={m.trial.badge}>
      <TrialBadge />
      <span>{m.trial.banner}</span>
      {session.role === 'owner' && <Link href="/system">{m.trial.more}</Link>}
    </aside>
  );
}

function useNavigation(): { href: string; text: string; icon: IconName }[] {
  const { m } = useMessages();
  const { session, can } = useSession();
  const owner = session.role === 'owner';
  return [
    { href: '/', text: m.nav.envelopes, icon: 'file' as const, show: true },
    {
      href: '/approvals',
      text: m.nav.approvals,
      icon: 'done' as const,
      show: can('approval.act'),
    },
    {
      href: '/signing',
      text: m.nav.signing,
      icon: 'pen' as const,
      show: can('envelope.act'),
    },
    { href: '/contacts', text: m.nav.contacts, icon: 'user' as const, show: can('contact.read') },
    { href: '/seals', text: m.nav.seals, icon: 'certificate' as const, show: can('seal.own') },
    {
      href: '/preservation',
      text: m.nav.preservation,
      icon: 'archive' as const,
      show: can('preservation.read'),
    },
    { href: '/verify', text: m.nav.verify, icon: 'shield' as const, show: true },
    { href: '/outbox', text: m.nav.outbox, icon: 'mail' as const, show: session.trial },
    { href: '/members', text: m.nav.members, icon: 'users' as const, show: true },
    {
      href: '/authentication',
      text: m.nav.authentication,
      icon: 'lock' as const,
      show: can('authentication.read'),
    },
    {
      href: '/party',
      text: m.nav.party,
      icon: 'pen' as const,
      show: can('party.read'),
    },
    {
      href: '/timestamps',
      text: m.nav.timestamps,
      icon: 'clock' as const,
      show: can('timestamps.read'),
    },
    { href: '/system', text: m.nav.system, icon: 'pulse' as const, show: owner },
  ].filter((item) => item.show);
}

function UserMenu() {
  const { m } = useMessages();
  const { session, signOut } = useSession();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { path } = useLocation();
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        button.current?.focus();
      } else if (event.target instanceof Node && box.current?.contains(event.target)) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [open]);
  return (
    <div className="user-menu" ref={box}>
      <button
        ref={button}
        type="button"
        className="user-button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="avatar" aria-hidden="true">
          {[...(session.account?.name ?? '?')][0]}
        </span>
        <span className="visually-hidden">{m.nav.user}</span>
        <span className="user-name">{session.account?.name}</span>
        <Icon name="down" size={16} />
      </button>
      {open && (
        <div className="user-panel">
          <p className="user-who">
            <strong>{session.account?.name}</strong>
            <span className="small muted">{session.account?.email}</span>
            <span className="small muted">{session.organisation?.name}</span>
          </p>
          <Link href="/account">
            <Icon name="settings" />
            {m.nav.account}
          </Link>
          <button type="button" onClick={() => void signOut()}>
            <Icon name="exit" />
            {m.nav.signOut}
          </button>
        </div>
      )}
    </div>
  );
}

/** A member's page: navigation at the side on a desk, behind a button on a phone. */
export function Shell({ children }: { children: ReactNode }) {
  const { m, locale } = useMessages();
  const { session } = useSession();
  const { path } = useLocation();
  const items = useNavigation();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const current = (href: string) =>
    href === '/' ? path === '/' || path.startsWith('/envelopes') : path.startsWith(href);
  return (
    <div className="shell">
      <a href="#main" className="skip">
        {m.skip}
      </a>
      <header className="shell-head">
        <IconButton
          icon={open ? 'close' : 'menu'}
          className="nav-toggle"
          label={m.nav.open}
          aria-expanded={open}
          aria-controls="navigation"
          onClick={() => setOpen(!open)}
        />
        <Brand href="/" />
        <span className="organisation">{session.organisation?.name}</span>
        <div className="shell-tools">
          <LanguageSwitch />
          <UserMenu />
        </div>
      </header>
      <TrialBanner />
      <div className="shell-body">
        <nav
          id="navigation"
          className={`shell-nav${open ? ' shell-nav-open' : ''}`}
          aria-label={m.nav.label}
        >
          <ul>
            {items.map((item) => (
              <li key={item.href}>
                <Link href={item.href} aria-current={current(item.href) ? 'page' : undefined}>
                  <Icon name={item.icon} />
                  {item.text}
                </Link>
              </li>
            ))}
            <li className="nav-help">
              <a href={`/help/${locale}/index.html`} target="_blank" rel="noreferrer">
                <Icon name="help" />
                {m.nav.help}
                <span className="visually-hidden">{m.newTab}</span>
              </a>
            </li>
          </ul>
        </nav>
        <main id="main" className="shell-main">
          {children}
        </main>
      </div>
    </div>
  );
}

/** Pages for anyone: sign-in, set-up, invitation, verification. */
export function PublicFrame({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  const { m, locale } = useMessages();
  const { session } = useSession();
  const { path } = useLocation();
  return (
    <div className="frame">
      <a href="#main" className="skip">
        {m.skip}
      </a>
      <header className="frame-head">
        <Brand href="/" />
        <div className="frame-tools">
          <a
            className="frame-help"
            href={`/help/${locale}/index.html`}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="help" size={18} />
            {m.nav.help}
            <span className="visually-hidden">{m.newTab}</span>
          </a>
          {path === '/verify' && !session.setup_needed && (
            <Link className="frame-help" href="/sign-in">
              {m.nav.signIn}
            </Link>
          )}
          <LanguageSwitch />
        </div>
      </header>
      <TrialBanner />
      <main id="main" className={wide ? 'frame-main frame-wide' : 'frame-main'}>
        {children}
      </main>
    </div>
  );
}
