import type { ReactNode } from 'react';
import { dateTime, eraYear } from '../lib/dates';
import { useMessages } from '../messages';
import { verifyEn } from '../messages/verify.en';
import { verifyJa, type VerifyWords } from '../messages/verify.ja';
import { Icon, type IconName } from '../ui/Icon';
import { endReason } from '../lib/ends';
import type { ProofEnd } from './lasting';
import type { Look } from './verdict';

export function useWords(): { t: VerifyWords; locale: 'ja' | 'en' } {
  const { locale } = useMessages();
  return { t: locale === 'ja' ? verifyJa : verifyEn, locale };
}

/** Sign, tone and colour of a result: never the colour alone. */
export const looks: Record<Look, { icon: IconName; tone: string; colour: string }> = {
  valid: { icon: 'done', tone: 'success', colour: 'green' },
  unsure: { icon: 'warn', tone: 'warning', colour: 'orange' },
  distrust: { icon: 'cross', tone: 'error', colour: 'red' },
  unsigned: { icon: 'info', tone: 'neutral', colour: 'grey' },
  unreadable: { icon: 'file', tone: 'neutral', colour: 'grey' },
};

export function LookBadge({ look }: { look: Look }) {
  const { t } = useWords();
  const { icon, colour } = looks[look];
  return (
    <span className={`badge badge-${colour} badge-icon`}>
      <Icon name={icon} size={16} />
      {t.look[look]}
    </span>
  );
}

/** A time as it is shown everywhere, with the era beside it in Japanese. */
export function Time({ iso }: { iso: string }) {
  const { locale } = useWords();
  if (Number.isNaN(Date.parse(iso))) return <>{iso}</>;
  return (
    <>
      <time dateTime={iso}>{dateTime(iso, locale)}</time>
      {locale === 'ja' && <span className="muted small">（{eraYear(iso)}）</span>}
    </>
  );
}

/** A PAdES level in words; null for what has none. */
export function levelText(level: string | null, t: VerifyWords): string | null {
  if (!level || level === 'none') return null;
  const words = t.levelValue[level];
  return words ? `${level}　${words}` : level;
}

/** Until when it can be proved, and what ends it. */
export function EndFact({ end, children }: { end: ProofEnd; children?: ReactNode }) {
  const { t } = useWords();
  const why = endReason(end.why);
  return (
    <>
      <Time iso={end.at} />
      {why && (
        <span className="block-line small muted" lang={why.kind === 'other' ? 'en' : undefined}>
          {t.endsWhy(why)}
        </span>
      )}
      {children}
    </>
  );
}

export type Fact = [label: string, value: ReactNode];

/** Label and value; rows without a value are left out. */
export function Facts({ rows, className = '' }: { rows: Fact[]; className?: string }) {
  const shown = rows.filter(([, value]) => value || value === 0);
  if (!shown.length) return null;
  return (
    <dl className={`facts ${className}`}>
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="break">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A small table that turns into a list on a narrow screen. */
export function Table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: { key: string; cells: ReactNode[] }[];
}) {
  return (
    <table className="grid">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            {columns.map((column, i) =>
              i === 0 ? (
                <th key={column} scope="row">
                  {row.cells[i]}
                </th>
              ) : (
                <td key={column} data-label={column}>
                  {row.cells[i]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
