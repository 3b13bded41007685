import type { RecipientDocument } from '../api/types';
import { useMessages } from '../messages';
import { Icon } from '../ui/Icon';

export const seenKey = (d: RecipientDocument) => `${d.id}:${d.digest}`;
export const fileUrl = (d: RecipientDocument) => `/api/v1/recipient/documents/${d.id}/file`;

/** The contract's files: which is shown, which were read, and a copy of each. */
export function Files({
  documents,
  at,
  seen,
  onShow,
}: {
  documents: RecipientDocument[];
  at: number;
  seen: ReadonlySet<string>;
  onShow: (index: number) => void;
}) {
  const { m } = useMessages();
  return (
    <ul className="plain doc-list" aria-label={m.sign.view.tabs}>
      {documents.map((d, i) => (
        <li key={d.id}>
          <button
            type="button"
            className="doc-tab"
            aria-current={i === at || undefined}
            onClick={() => onShow(i)}
          >
            <Icon name="file" />
            <span className="doc-name">
              {d.name}
              <span className="muted small">{m.common.pages(d.pages)}</span>
            </span>
            {seen.has(seenKey(d)) ? (
              <span className="badge badge-green">{m.sign.view.read}</span>
            ) : (
              <span className="badge badge-grey">{m.sign.view.unread}</span>
            )}
          </button>
          <a
            className="icon-button"
            href={`${fileUrl(d)}?download=1`}
            download
            aria-label={m.common.about(m.sign.view.copy, d.name)}
            title={m.sign.view.copy}
          >
            <Icon name="download" />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** On a phone, where there is no list beside the page. */
export function FileChoice({
  documents,
  at,
  onShow,
}: {
  documents: RecipientDocument[];
  at: number;
  onShow: (index: number) => void;
}) {
  const { m } = useMessages();
  return (
    <select
      className="viewer-files"
      aria-label={m.viewer.files}
      value={at}
      onChange={(event) => onShow(Number(event.target.value))}
    >
      {documents.map((d, i) => (
        <option key={d.id} value={i}>
          {`${i + 1}/${documents.length} ${d.name}`}
        </option>
      ))}
    </select>
  );
}
