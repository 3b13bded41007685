import { useId } from 'react';
import { Icon } from '../ui/Icon';
import { SignatureExpert } from './Expert';
import { existencesOf, proofEndOf } from './lasting';
import { EndFact, type Fact, Facts, levelText, LookBadge, looks, Time, useWords } from './parts';
import {
  certificateOf,
  changeText,
  coveredPercent,
  findingsOf,
  groupChanges,
  type Identity,
  issuerOf,
  nameOf,
  type Proof,
  type Report,
  type Signature,
  type Signer,
  timeOf,
} from './report';
import { judgeSignature } from './verdict';

/** One signature or time-stamp, as a person reads it; what an expert asks for is below it. */
export function SignatureCard({
  signature: s,
  index,
  report,
}: {
  signature: Signature;
  index: number;
  report: Report;
}) {
  const { t, locale } = useWords();
  const id = useId();
  const { look } = judgeSignature(s);
  const signer = certificateOf(s);
  const time = timeOf(s, report.signatures);
  const reasons = findingsOf(s).filter((f) => f.weight !== 'NOTE');
  const name = nameOf(signer);
  const end = proofEndOf(s, report.signatures);
  return (
    <article className={`card signature signature-${looks[look].colour}`} aria-labelledby={id}>
      <header className="signature-head">
        <div>
          <p className="small muted">{t.of(index + 1, t.kind[s.kind] ?? s.kind)}</p>
          <h3 id={id}>{name || t.unknownSigner}</h3>
          {signer?.organisation && signer.organisation !== name && <p>{signer.organisation}</p>}
        </div>
        <LookBadge look={look} />
      </header>
      {reasons.length > 0 && (
        <ul className={`reasons reasons-${looks[look].tone}`}>
          {reasons.map((f) => (
            <li key={f.code}>{f[locale]}</li>
          ))}
        </ul>
      )}
      {signer?.identity && <IdentityBox identity={signer.identity} />}
      <Facts
        rows={[
          [t.issuer, signer && <Issuer key="issuer" signer={signer} />],
          [
            t.time[time.proof],
            time.at && (
              <div key="time">
                <Time iso={time.at} />
                <span className="block-line small muted">{t.timeNote[time.proof]}</span>
              </div>
            ),
          ],
          [
            t.claimed,
            time.proof !== 'claimed' && s.claimed_time && s.kind !== 'document-timestamp' && (
              <Time key="claimed" iso={s.claimed_time} />
            ),
          ],
          [t.reason, s.reason],
          [t.location, s.location],
          [
            t.integrity,
            <span key="integrity" className={s.integrity ? 'text-ok' : 'text-error'}>
              <Icon name={s.integrity ? 'done' : 'cross'} size={18} />{' '}
              {s.integrity ? t.intact : t.broken}
            </span>,
          ],
          [t.coverage, coverage(s, report, t)],
          [t.later, <Later key="later" signature={s} />],
          [
            t.permissionLabel,
            s.kind === 'certification' && s.doc_mdp !== null && t.permission[s.doc_mdp]
              ? t.permission[s.doc_mdp]
              : null,
          ],
          [t.level, levelText(s.level, t)],
          [t.existence, s.proofs.length > 0 && <Existence key="existence" signature={s} />],
          [t.proofEnd, end && <EndFact key="end" end={end} />],
        ]}
      />
      <SignatureExpert signature={s} report={report} />
    </article>
  );
}

type Words = ReturnType<typeof useWords>['t'];
const PROOFS = 3;

/** What is proved to have existed, and when: the first proofs, the many of old files folded. */
function Existence({ signature }: { signature: Signature }) {
  const { t } = useWords();
  const proofs = existencesOf(signature);
  const rest = proofs.slice(PROOFS);
  const line = (proof: Proof) => (
    <li key={`${proof.time} ${proof.by}`}>
      <Time iso={proof.time} />
      <span className="block-line small muted">
        {proof.by === 'signature-timestamp' ? t.provedBy.own : t.provedBy.document(proof.by)}
        {proof.covers.length > 0 &&
          t.coversList(proof.covers.map((c) => t.coversValue[c] ?? c).join(t.and))}
      </span>
    </li>
  );
  return (
    <>
      <ul className="plain existence">{proofs.slice(0, PROOFS).map(line)}</ul>
      {rest.length > 0 && (
        <details className="more">
          <summary>{t.moreProofs(rest.length)}</summary>
          <ul className="plain existence">{rest.map(line)}</ul>
        </details>
      )}
    </>
  );
}

function coverage(s: Signature, report: Report, t: Words): string {
  const percent = coveredPercent(s, report.size);
  const words = t.coverageValue[s.coverage] ?? s.coverage;
  return s.coverage === 'entire-revision' && percent !== null && percent < 100
    ? `${words}${t.coveragePart(percent)}`
    : words;
}

function Issuer({ signer }: { signer: Signer }) {
  const { t } = useWords();
  return (
    <>
      {issuerOf(signer)}{' '}
      <span className={signer.trusted ? 'text-ok nowrap small' : 'text-warn nowrap small'}>
        <Icon name={signer.trusted ? 'done' : 'warn'} size={16} />{' '}
        {signer.trusted ? t.trustedIssuer : t.untrustedIssuer}
      </span>
    </>
  );
}

const noteText = (note: Identity['notes'][number], locale: 'ja' | 'en'): string =>
  typeof note === 'string' ? note : (note[locale] ?? note.text ?? '');

/** Who the certificate says it is: company, office, qualification; and whether somebody vouches. */
function IdentityBox({ identity }: { identity: Identity }) {
  const { t, locale } = useWords();
  const notes = identity.notes.map((note) => noteText(note, locale)).filter(Boolean);
  return (
    <section className={`identity${identity.verified ? ' identity-verified' : ''}`}>
      <h4>
        {t.identity[identity.kind] ?? t.identityOther}
        <span className={`small ${identity.verified ? 'text-ok' : 'text-warn'}`}>
          <Icon name={identity.verified ? 'done' : 'warn'} size={16} />{' '}
          {identity.verified ? t.identityVerified : t.identityNot}
        </span>
      </h4>
      <Facts rows={identity.items.map((item): Fact => [item[locale] || item.key, item.value])} />
      {notes.length > 0 && (
        <ul className="small muted notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

const SHOWN = 8;

function Later({ signature: s }: { signature: Signature }) {
  const { t } = useWords();
  const refused = !s.permitted || s.later_changes === 'other';
  const groups = groupChanges(s);
  const rest = groups.slice(SHOWN);
  return (
    <>
      <span className={refused ? 'text-error' : ''}>
        {refused && <Icon name="cross" size={18} />}{' '}
        {refused ? t.laterRefused : (t.laterValue[s.later_changes] ?? s.later_changes)}
      </span>
      {groups.length > 0 && (
        <ul className="changes">
          {groups.slice(0, SHOWN).map((group) => (
            <ChangeLine key={keyOf(group)} group={group} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <details className="more">
          <summary>{t.moreChanges(rest.length)}</summary>
          <ul className="changes">
            {rest.map((group) => (
              <ChangeLine key={keyOf(group)} group={group} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

type Group = ReturnType<typeof groupChanges>[number];
const keyOf = ({ change }: Group) => `${change.revision ?? ''} ${change.object} ${change.text}`;

function ChangeLine({ group: { change, times, refused } }: { group: Group }) {
  const { t, locale } = useWords();
  const { text, lang } = changeText(change, locale);
  return (
    <li className={refused ? 'change-refused' : 'change-accepted'}>
      <Icon name={refused ? 'cross' : 'check'} size={16} />
      <span>
        <span className="visually-hidden">{refused ? t.refused : t.accepted}: </span>
        <span lang={lang}>{text}</span>
        {times > 1 && t.times(times)}
        {change.revision ? (
          <span className="muted small"> {t.revision(change.revision)}</span>
        ) : null}
      </span>
    </li>
  );
}
