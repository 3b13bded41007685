import { useMessages } from '../../messages';
import { signingWords } from '../../messages/signing';
import { Notice } from '../../ui/kit';
import { canSignHere } from './computer';

/** Said before the button is pressed: what must be there. */
export function Needs() {
  const { locale } = useMessages();
  const { needs, needsLink } = signingWords[locale];
  return (
    <p className="small">
      {needs}{' '}
      <a href={`/help/${locale}/certificate.html`} target="_blank" rel="noreferrer">
        {needsLink}
      </a>
    </p>
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
