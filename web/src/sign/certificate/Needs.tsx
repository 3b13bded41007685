import type { RecipientView } from '../../api/recipient';
import { useMessages } from '../../messages';
import { signingWords } from '../../messages/signing';
import { Notice } from '../../ui/kit';
import { canSignHere } from './computer';

/** What the sender's organisation accepts, where it sets bounds; and what an Individual Number Card gives away. */
function Rules({ rules }: { rules: NonNullable<RecipientView['certificate_rules']> }) {
  const { locale } = useMessages();
  const w = signingWords[locale].rules;
  return (
    <>
      {rules.issuers.length > 0 && (
        <div className="small">
          <p>{w.issuers}</p>
          <ul>
            {rules.issuers.map((name) => (
              <li key={name} className="break">
                {name}
              </li>
            ))}
          </ul>
        </div>
      )}
      {rules.policies.length > 0 && (
        <p className="small">
          {w.policies} <span className="break">{rules.policies.join(', ')}</span>
        </p>
      )}
      {rules.jpki ? (
        <Notice tone="warning" title={w.jpkiTitle}>
          <p>{w.jpkiWarning}</p>
        </Notice>
      ) : (
        <p className="small">{w.noJpki}</p>
      )}
    </>
  );
}

/** Said before the button is pressed: what must be there. */
export function Needs({
  rules,
  program = true,
}: {
  rules: RecipientView['certificate_rules'];
  /** It is our program that signs. */
  program?: boolean;
}) {
  const { locale } = useMessages();
  const { needs, needsLink } = signingWords[locale];
  return (
    <>
      <p className="small">
        {program && <>{needs} </>}
        <a href={`/help/${locale}/certificate.html`} target="_blank" rel="noreferrer">
          {needsLink}
        </a>
      </p>
      {rules && <Rules rules={rules} />}
    </>
  );
}

/** In place of the form where the signing program cannot run. */
export function NoComputer() {
  const { locale } = useMessages();
  const { title, detail, ways } = signingWords[locale].noPc;
  return (
    <Notice tone="warning" title={title}>
      <p>{detail}</p>
      <ul>
        {ways.map((way) => (
          <li key={way}>{way}</li>
        ))}
      </ul>
      <p>
        <a href={`/help/${locale}/certificate.html`} target="_blank" rel="noreferrer">
          {signingWords[locale].needsLink}
        </a>
      </p>
    </Notice>
  );
}

export const mustSignElsewhere = (method: string) => method === 'own_certificate' && !canSignHere();
