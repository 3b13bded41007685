import { useEffect } from 'react';
import { setGuard } from './router';

/** Leaving with unsaved changes asks first, by a link of ours and by the browser's own ways; null: nothing to ask. */
export function useLeaveGuard(question: string | null): void {
  useEffect(() => {
    if (question === null) return;
    // The platform's own question: it works while the page is going away.
    // oxlint-disable-next-line no-alert
    setGuard(() => window.confirm(question));
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => {
      setGuard(null);
      window.removeEventListener('beforeunload', warn);
    };
  }, [question]);
}
