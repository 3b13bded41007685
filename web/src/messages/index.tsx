import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { setLanguage } from '../api/client';
import type { Locale } from '../api/types';
import type { Messages } from './ja';

/** One dictionary per page load; the other language is fetched when it is asked for. */
const loaders: Record<Locale, () => Promise<Messages>> = {
  ja: async () => (await import('./ja')).ja,
  en: async () => (await import('./en')).en,
};

interface Value {
  m: Messages;
  locale: Locale;
  setLocale: (locale: Locale) => void;
}

const Context = createContext<Value | null>(null);
const YEAR = 31_536_000;

/** What this browser chose before; a choice outweighs the account's language and the system's. */
export function chosenLocale(): Locale | null {
  const cookie = /(?:^|; )lang=(ja|en)/.exec(document.cookie)?.[1];
  return cookie === 'ja' || cookie === 'en' ? cookie : null;
}

export function initialLocale(): Locale {
  const chosen = chosenLocale();
  if (chosen) return chosen;
  return navigator.language.toLowerCase().startsWith('ja') || !navigator.language ? 'ja' : 'en';
}

function remember(locale: Locale): void {
  // The server reads the same cookie for its own texts (mails, errors, effects).
  // oxlint-disable-next-line unicorn/no-document-cookie
  document.cookie = `lang=${locale}; path=/; max-age=${YEAR}; SameSite=Lax`;
}

export function MessagesProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(initialLocale);
  const [m, setMessages] = useState<Messages | null>(null);

  useEffect(() => {
    let current = true;
    setLanguage(locale);
    void loaders[locale]().then((loaded) => {
      if (!current) return;
      document.documentElement.lang = locale;
      setMessages(loaded);
    });
    return () => {
      current = false;
    };
  }, [locale]);

  const value = useMemo(
    () =>
      m && {
        m,
        locale,
        setLocale: (next: Locale) => {
          remember(next);
          setLanguage(next);
          setLocale(next);
        },
      },
    [m, locale],
  );
  return value ? <Context value={value}>{children}</Context> : null;
}

export function useMessages(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('no messages around this component');
  return value;
}

/** For tests: a given dictionary without loading. */
export function FixedMessages({ m, children }: { m: Messages; children: ReactNode }) {
  const value = useMemo(() => ({ m, locale: 'ja' as const, setLocale: () => {} }), [m]);
  return <Context value={value}>{children}</Context>;
}
