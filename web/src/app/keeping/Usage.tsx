import { useRef, useState } from 'react';
import { api } from '../../api/client';
import type { StampUse } from '../../api/types';
import { useLoad } from '../../lib/hooks';
import { saveFile } from '../../lib/save';
import { Button, Field, Notice, ProblemNotice, Skeleton, StatePage } from '../../ui/kit';
import { classText, useWords } from './parts';
import { csv, lastMonths, sortUse, sumUse } from './usage';

const CHOICES = 36;
const SHOWN = 12;
const count = (n: number) => n.toLocaleString('en-US');

/** How many time-stamps were used, by month; what is shown can be taken away as CSV. */
export function Usage() {
  const { t } = useWords();
  const u = t.usage;
  const months = useRef(lastMonths(Date.now(), CHOICES)).current;
  const [from, setFrom] = useState(months[SHOWN - 1] ?? '');
  const [to, setTo] = useState(months[0] ?? '');
  const wrong = from > to;
  const use = useLoad(
    async (signal) =>
      wrong
        ? null
        : sortUse(
            (await api.get<{ rows: StampUse[] }>(`/timestamps/usage?from=${from}&to=${to}`, signal))
              .rows,
          ),
    [from, to],
  );
  const rows = wrong ? null : use.data;
  const save = () => {
    if (!rows) return;
    const c = u.columns;
    const head = [c.month, c.purpose, c.class, c.authority, c.count, c.lost, c.refused];
    const lines = rows.map((r) => [
      r.month,
      t.purpose[r.purpose] ?? r.purpose,
      classText(t, r.class),
      r.authority,
      r.count,
      r.lost,
      r.refused,
    ]);
    saveFile(`timestamps_${from}_${to}.csv`, csv([head, ...lines]), 'text/csv;charset=utf-8');
  };
  return (
    <section aria-labelledby="usage">
      <h2 id="usage" className="section-title">
        {u.title}
      </h2>
      <p className="lead">{u.lead}</p>
      <div className="usage-tools">
        <MonthField label={u.from} months={months} value={from} onValue={setFrom} />
        <MonthField
          label={u.to}
          months={months}
          value={to}
          onValue={setTo}
          error={wrong ? u.wrongOrder : null}
        />
        {rows && rows.length > 0 && (
          <Button icon="download" onClick={save}>
            {u.csv}
          </Button>
        )}
      </div>
      {use.problem && !wrong && <ProblemNotice problem={use.problem} onRetry={use.reload} />}
      {!rows && !wrong && !use.problem && <Skeleton rows={4} />}
      {rows && rows.length === 0 && (
        <div className="card">
          <StatePage icon="clock" heading={2} title={u.empty} detail={u.emptyDetail} />
        </div>
      )}
      {rows && rows.length > 0 && <UseTable rows={rows} />}
    </section>
  );
}

function useMonthName(): (month: string) => string {
  const { t } = useWords();
  return (month) => t.usage.month(month.slice(0, 4), Number(month.slice(5)));
}

function MonthField({
  label,
  months,
  value,
  onValue,
  error = null,
}: {
  label: string;
  months: readonly string[];
  value: string;
  onValue: (value: string) => void;
  error?: string | null;
}) {
  const name = useMonthName();
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onValue(event.target.value)}>
          {months.map((month) => (
            <option key={month} value={month}>
              {name(month)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function UseTable({ rows }: { rows: StampUse[] }) {
  const { t } = useWords();
  const u = t.usage;
  const c = u.columns;
  const name = useMonthName();
  const sum = sumUse(rows);
  return (
    <>
      <p className="usage-total">
        <span className="muted">{u.total}</span>{' '}
        <strong>{u.totalValue(count(sum.count), sum.lost)}</strong>
      </p>
      {(sum.lost > 0 || sum.refused > 0) && (
        <Notice>
          {sum.lost > 0 && <p>{u.lost}</p>}
          {sum.refused > 0 && <p>{u.refused}</p>}
        </Notice>
      )}
      <div className="card card-flush">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{c.month}</th>
              <th scope="col">{c.purpose}</th>
              <th scope="col">{c.class}</th>
              <th scope="col">{c.authority}</th>
              <th scope="col" className="num">
                {c.count}
              </th>
              <th scope="col" className="num">
                {c.lost}
              </th>
              <th scope="col" className="num">
                {c.refused}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={`${r.month} ${r.purpose} ${r.class} ${r.authority}`}>
                <th scope="row" className="cell-date">
                  {name(r.month)}
                </th>
                <td data-label={c.purpose}>{t.purpose[r.purpose] ?? r.purpose}</td>
                <td data-label={c.class}>{classText(t, r.class)}</td>
                <td data-label={c.authority} className="break">
                  {r.authority}
                </td>
                <td data-label={c.count} className="num">
                  {count(r.count)}
                </td>
                <td data-label={c.lost} className="num">
                  {r.lost > 0 ? <span className="text-warn">{count(r.lost)}</span> : 0}
                </td>
                <td data-label={c.refused} className="num">
                  {count(r.refused)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
