import { Icon, type IconName } from '../ui/Icon';
import { type AcrobatMark, acrobatRows, rootHelps } from './acrobat';
import { Table, useWords } from './parts';
import type { Report } from './report';

const marks: Record<AcrobatMark, { icon: IconName; colour: string }> = {
  check: { icon: 'done', colour: 'green' },
  warn: { icon: 'warn', colour: 'orange' },
  cross: { icon: 'cross', colour: 'red' },
  ribbon: { icon: 'certificate', colour: 'blue' },
  clock: { icon: 'clock', colour: 'grey' },
  lock: { icon: 'lock', colour: 'grey' },
  none: { icon: 'info', colour: 'grey' },
};

/** What Adobe Acrobat may show for this very file, and why. */
export function AcrobatForFile({ report, trial }: { report: Report; trial: boolean }) {
  const { t } = useWords();
  const rows = acrobatRows(report);
  return (
    <section className="card acrobat" aria-labelledby="acrobat">
      <h2 id="acrobat">{t.acrobatTitle}</h2>
      <p>{t.acrobatLead}</p>
      <Table
        caption={t.acrobatTitle}
        columns={t.acrobatColumns}
        rows={rows.map(({ id, mark }) => ({
          key: id,
          cells: [
            <span key="shows" className={`acrobat-mark acrobat-${marks[mark].colour}`}>
              <Icon name={marks[mark].icon} />
              <span>{t.acrobat[id].shows}</span>
            </span>,
            t.acrobat[id].why,
          ],
        }))}
      />
      {rootHelps(report) && (
        <details>
          <summary>{t.acrobatHow}</summary>
          <ol className="steps-list">
            {t.acrobatSteps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      )}
      {trial && rootHelps(report) && <TrialRoot />}
    </section>
  );
}

/** Before a file is there: the question that most people come with. */
export function AcrobatInGeneral({ trial }: { trial: boolean }) {
  const { t } = useWords();
  return (
    <section className="card explain">
      <h2>
        <Icon name="warn" />
        {t.acrobatGeneral.title}
      </h2>
      <p>{t.acrobatGeneral.body}</p>
      {trial && <TrialRoot />}
    </section>
  );
}

function TrialRoot() {
  const { t } = useWords();
  return (
    <p className="small">
      {t.acrobatTrial}{' '}
      <a href="/ca/ca.cer" download>
        {t.acrobatTrialRoot}
      </a>
    </p>
  );
}
