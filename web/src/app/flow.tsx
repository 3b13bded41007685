import type { Locale } from '../api/types';
import { useMessages } from '../messages';
import { flowEn } from '../messages/flow.en';
import { flowJa, type FlowWords } from '../messages/flow.ja';
import '../styles/flow.css';

/** The words of the sender's screens, apart from the first dictionary. */
export function useFlow(): { t: FlowWords; locale: Locale } {
  const { locale } = useMessages();
  return { t: locale === 'ja' ? flowJa : flowEn, locale };
}
