import { api } from '../../api/client';
import type { Finding, Findings, FlowDocument } from '../../api/flowTypes';
import { useLoad, usePolling } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { useFlow } from '../flow';

export function useFindings(base: string, document: FlowDocument | undefined) {
  const ready = document?.state === 'ready';
  const found = useLoad(
    async (signal) => (ready ? api.get<Findings>(`${base}/${document.id}/findings`, signal) : null),
    [base, document?.id, ready],
  );
  usePolling(found.reload, found.data?.state === 'waiting' ? 1500 : null);
  return found.data;
}

/** What the service read in a file: places that could become fields, and words that fit paper only. */
export function FindingsList({ base, document }: { base: string; document: FlowDocument }) {
  const { t } = useFlow();
  const f = useFindings(base, document);
  if (!f) return null;
  if (f.state === 'waiting') return <p className="small muted">{t.files.looking}</p>;
  if (f.state === 'failed')
    return (
      <p className="small note-line">
        <Icon name="warn" size={16} />
        <span>
          {t.files.failed}
          {f.text ? `：${f.text}` : ''}
        </span>
      </p>
    );
  if (!f.items.length) return null;
  return (
    <details className="findings">
      <summary className="small">{t.files.findings(f.items.length)}</summary>
      <ul className="plain small">
        {f.items.map((item, i) => (
          // Findings have no identity and never change places.
          // oxlint-disable-next-line react/no-array-index-key
          <FindingRow key={i} item={item} />
        ))}
      </ul>
      {f.cut && <p className="small muted">{t.files.cut}</p>}
      {f.items.some((x) => x.kind !== 'wording') && (
        <p className="small muted">{t.files.adoptHint}</p>
      )}
    </details>
  );
}

function FindingRow({ item }: { item: Finding }) {
  const { m } = useMessages();
  const { t } = useFlow();
  const what =
    item.kind === 'wording'
      ? (item.excerpt ?? item.words ?? '')
      : [item.field && t.fields.kind[item.field.kind], item.field?.label || item.raw]
          .filter(Boolean)
          .join('：');
  return (
    <li>
      <span className={`tag${item.kind === 'wording' || item.fault ? ' tag-warn' : ''}`}>
        {t.files.finding[item.kind]}
      </span>{' '}
      <span className="muted">{m.viewer.pageLabel(item.page)}</span>{' '}
      <span className="break">{what}</span>
      {item.text && <span className="block-line">{item.text}</span>}
      {item.fault && <span className="block-line text-error">{item.fault.text}</span>}
      {item.instead && <span className="muted block-line">{t.files.instead(item.instead)}</span>}
    </li>
  );
}
