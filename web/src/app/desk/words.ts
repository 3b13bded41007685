import type { Locale } from '../../api/types';
import { useMessages } from '../../messages';
import { deskEn } from '../../messages/desk.en';
import { deskJa, type DeskWords } from '../../messages/desk.ja';
import '../../styles/flow.css';

export function useDesk(): { t: DeskWords; locale: Locale } {
  const { locale } = useMessages();
  return { t: locale === 'ja' ? deskJa : deskEn, locale };
}
