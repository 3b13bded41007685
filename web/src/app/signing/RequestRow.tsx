import { useId } from 'react';
import { api } from '../../api/client';
import type { SigningRequest } from '../../api/schema';
import { dateTime } from '../../lib/dates';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { batchWords } from '../../messages/batch';
import { seenKey } from '../../sign/Files';
import { Icon } from '../../ui/Icon';
import { Button, FieldMessage, Notice, ProblemNotice } from '../../ui/kit';
import type { Batch, WaitingDocument } from './useBatch';

/** By the page of the request itself, with everything that it asks for. */
function Alone({ request }: { request: SigningRequest }) {
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  const open = useAction(async () => {
    const path = `/envelopes/${request.envelope_id}/recipients/${request.recipient_id}/act`;
    window.location.assign((await api.post<{ url: string }>(path)).url);
  });
  return (
    <Notice tone="info" title={request.alone?.text ?? ''}>
      <p className="actions">
        <Button busy={open.busy} onClick={() => void open.run()}>
          {w.alone}
          <span className="visually-hidden">{m.common.about('', request.title)}</span>
        </Button>
      </p>
      {open.problem && <ProblemNotice problem={open.problem} />}
    </Notice>
  );
}

function Documents({
  request,
  seen,
  onOpen,
}: {
  request: SigningRequest;
  seen: Batch['seen'];
  onOpen: (document: WaitingDocument) => void;
}) {
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  return (
    <ul className="plain doc-list" aria-label={m.common.about(w.documents, request.title)}>
      {request.documents.map((d) => (
        <li key={d.id}>
          <button type="button" className="doc-tab" onClick={() => onOpen(d)}>
            <Icon name="file" />
            <span className="doc-name">
              {d.name}
              <span className="muted small">
                {m.common.pages(d.pages)} · {w.look}
              </span>
            </span>
            <span className={seen.has(seenKey(d)) ? 'badge badge-green' : 'badge badge-grey'}>
              {seen.has(seenKey(d)) ? m.sign.view.read : m.sign.view.unread}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Attachments({ request }: { request: SigningRequest }) {
  const { locale } = useMessages();
  if (request.attachments.length === 0) return null;
  return (
    <p className="small">
      {batchWords[locale].attachments}:{' '}
      {request.attachments.map((a) => (
        <a
          key={a.id}
          className="waiting-attachment"
          href={`/api/v1/envelopes/${request.envelope_id}/attachments/${a.id}/file`}
          download
        >
          {a.name}
        </a>
      ))}
    </p>
  );
}

/** One request: chosen or not, with what is to be read before, or why it is signed by itself. */
export function RequestRow({
  request,
  batch,
  onOpen,
}: {
  request: SigningRequest;
  batch: Batch;
  onOpen: (document: WaitingDocument) => void;
}) {
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  const box = useId();
  const role = batch.chosen[0]?.role;
  const otherRole = role !== undefined && role !== request.role;
  const refusal = batch.refusals.get(request.recipient_id);
  const title = request.title || m.list.untitled;
  const on = batch.chosen.includes(request);
  return (
    <li className={`card waiting${on ? ' waiting-on' : ''}`}>
      <div className="check">
        <input
          id={box}
          type="checkbox"
          checked={on}
          disabled={request.alone !== null || otherRole}
          aria-describedby={`${box}-more`}
          onChange={(event) => batch.choose(request, event.target.checked)}
        />
        <label htmlFor={box}>
          <span className="visually-hidden">{w.choose(title)}</span>
          <strong aria-hidden="true">{title}</strong>
        </label>
      </div>
      <div id={`${box}-more`} className="waiting-facts small">
        {request.counterparty && (
          <span>
            {w.counterparty}: {request.counterparty}
          </span>
        )}
        {request.expire_at && (
          <span>
            {w.deadline}: {dateTime(request.expire_at, locale)}
          </span>
        )}
        {otherRole && !request.alone && <span className="muted">{w.otherRole}</span>}
      </div>
      {refusal && <FieldMessage>{refusal}</FieldMessage>}
      {request.message && <p className="small pre">{request.message}</p>}
      {request.alone ? (
        <Alone request={request} />
      ) : (
        <>
          <Documents request={request} seen={batch.seen} onOpen={onOpen} />
          <Attachments request={request} />
        </>
      )}
    </li>
  );
}
