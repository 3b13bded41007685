import type { SigningBatch, SigningRequest } from '../../api/schema';
import { useMessages } from '../../messages';
import { batchWords } from '../../messages/batch';
import { Notice } from '../../ui/kit';

const given = new Set(['signing', 'done']);
export const signedIn = (now: SigningBatch): number =>
  now.requests.filter((r) => r.state === 'done').length;

/** What became of each: those that were not signed say why. */
export function Results({ asked, now }: { asked: SigningRequest[]; now: SigningBatch }) {
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  const done = signedIn(now),
    of = now.requests.length;
  const titleOf = (id: string) =>
    asked.find((r) => r.recipient_id === id)?.title || m.list.untitled;
  return (
    <Notice tone={done === of ? 'success' : 'warning'} title={w.signed(done, of)} live>
      <ul className="plain waiting-results" aria-label={w.results}>
        {now.requests.map((r) => (
          <li key={r.recipient_id}>
            <span className={given.has(r.state) ? 'badge badge-green' : 'badge badge-grey'}>
              {r.state === 'done'
                ? w.state.done
                : given.has(r.state)
                  ? w.state.running
                  : w.state.not}
            </span>{' '}
            {titleOf(r.recipient_id)}
            {r.error && <span className="small block-line">{r.error.detail || r.error.title}</span>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
