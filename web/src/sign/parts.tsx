import { useRef } from 'react';
import type { Landing, Party } from '../api/recipient';
import { dateTime, daysUntil, eraYear } from '../lib/dates';
import { fileSize } from '../lib/format';
import { useMessages } from '../messages';
import { actWords } from '../messages/acts';
import { Icon } from '../ui/Icon';
import { RecipientBadge } from '../ui/kit';

export function useWho(): (who: { company: string; name: string }) => string {
  const { m } = useMessages();
  return ({ company, name }) =>
    [company, name && m.common.sama(name)].filter(Boolean).join(' ') || company;
}

export function Deadline({ at }: { at: string }) {
  const { m, locale } = useMessages();
  const now = useRef(Date.now()).current;
  const days = daysUntil(at, now);
  return (
    <>
      <time dateTime={at}>{dateTime(at, locale)}</time>
      {locale === 'ja' && <span className="muted">（{eraYear(at)}）</span>}
      <span className={days <= 2 ? 'badge badge-orange' : 'badge badge-grey'}>
        {m.list.deadline(days)}
      </span>
    </>
  );
}

/** The company, then the person on a line of their own: a name and its 様 stay together. */
function Who({ company, name }: { company: string; name: string }) {
  const { m } = useMessages();
  return (
    <>
      {company && <span className="block-line">{company}</span>}
      {name && <span className="nowrap">{m.common.sama(name)}</span>}
    </>
  );
}

/** Who, to whom, what, until when: the facts of a request. */
export function Facts({
  landing,
  files = true,
  deadline = true,
}: {
  landing: Pick<Landing, 'role' | 'sender' | 'recipient' | 'documents' | 'expire_at'>;
  files?: boolean;
  deadline?: boolean;
}) {
  const { m, locale } = useMessages();
  return (
    <dl className="facts">
      <div>
        <dt>{m.sign.landing.from}</dt>
        <dd>
          <Who {...landing.sender} />
        </dd>
      </div>
      <div>
        <dt>{m.sign.landing.to}</dt>
        <dd>
          <Who {...landing.recipient} />
        </dd>
      </div>
      {files && (
        <div>
          <dt>{m.sign.landing.documents}</dt>
          <dd>
            <ul className="plain">
              {landing.documents.map((d) => (
                <li key={d.name} className="file-line">
                  <Icon name="file" size={18} />
                  <span>
                    {d.name}{' '}
                    <span className="muted small nowrap">
                      {m.common.pages(d.pages)}・{fileSize(d.size)}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      {deadline && (
        <div>
          <dt>{actWords[locale].role[landing.role].deadline}</dt>
          <dd className="deadline">
            {landing.expire_at ? <Deadline at={landing.expire_at} /> : m.sign.landing.noDeadline}
          </dd>
        </div>
      )}
    </dl>
  );
}

export function Message({ landing }: { landing: Pick<Landing, 'message'> }) {
  const { m } = useMessages();
  if (!landing.message) return null;
  return (
    <figure className="quote">
      <figcaption>{m.sign.landing.message}</figcaption>
      <blockquote>{landing.message}</blockquote>
    </figure>
  );
}

export function Parties({ people }: { people: Party[] }) {
  const { m, locale } = useMessages();
  const who = useWho();
  if (!people.length) return null;
  return (
    <section className="card">
      <h2>{m.sign.done.parties}</h2>
      <ul className="plain party-list">
        {people.map((p) => (
          <li key={p.id}>
            <span>
              {who(p)}
              {p.role !== 'signer' && (
                <span className="tag">{actWords[locale].role[p.role].badge}</span>
              )}
            </span>
            <RecipientBadge state={p.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
