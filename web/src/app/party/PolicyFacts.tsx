import type { ReactNode } from 'react';
import type { PartyPolicy } from '../../api/schema';
import { IssuerFacts, usePartyWords } from './parts';

function Section({
  title,
  means,
  children,
}: {
  title: string;
  means: string;
  children: ReactNode;
}) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <p className="muted">{means}</p>
      {children}
    </section>
  );
}

/** For those who may look and not change. */
export function PolicyFacts({ policy }: { policy: PartyPolicy }) {
  const { w } = usePartyWords();
  const form = w.form.value[policy.sub_filter];
  return (
    <>
      <Section {...w.issuers}>
        {policy.issuers.length === 0 && <p>{w.issuers.none}</p>}
        <ul className="party-issuers">
          {policy.issuers.map((issuer) => (
            <li key={issuer.sha256}>
              <IssuerFacts issuer={issuer} />
            </li>
          ))}
        </ul>
      </Section>
      <Section {...w.policies}>
        <p className="break">{policy.policies.join(', ') || w.policies.none}</p>
      </Section>
      <Section {...w.algorithms}>
        <ol>
          {policy.algorithms.map((name) => (
            <li key={name}>{w.algorithms.name(name)}</li>
          ))}
        </ol>
      </Section>
      <Section {...w.form}>
        <p>
          <strong>{form.title}</strong>
        </p>
        <p className="muted">{form.means}</p>
      </Section>
      <Section {...w.jpki}>
        <p>
          <strong>{policy.jpki ? w.jpki.on : w.jpki.off}</strong>
        </p>
      </Section>
    </>
  );
}
