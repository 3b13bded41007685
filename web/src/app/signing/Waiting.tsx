import { useState } from 'react';
import type { PartyRole } from '../../api/recipient';
import type { SigningRequest, SigningRequestList } from '../../api/schema';
import { useTitle } from '../../lib/hooks';
import { MoreRows, usePages } from '../../lib/pages';
import { useMessages } from '../../messages';
import { batchWords } from '../../messages/batch';
import { AgreeForm, type Declared } from '../../sign/AgreeForm';
import { CertificateDialog } from '../../sign/certificate/CertificateDialog';
import { canSignHere } from '../../sign/certificate/computer';
import { NoComputer } from '../../sign/certificate/Needs';
import { seenKey } from '../../sign/Files';
import {
  Button,
  Dialog,
  FieldMessage,
  PageHead,
  ProblemPage,
  Skeleton,
  StatePage,
} from '../../ui/kit';
import { Reader } from './Reader';
import { RequestRow } from './RequestRow';
import { Results, signedIn } from './Results';
import {
  type Batch,
  documentsOf,
  fits,
  type Statement,
  together,
  useBatch,
  type WaitingDocument,
} from './useBatch';
import '../../styles/agreeing.css';
import '../../styles/signing.css';

/** The one consent to all of them. */
function Consent({
  batch,
  statement,
  onUnread,
  onClose,
}: {
  batch: Batch;
  statement: Statement;
  onUnread: () => void;
  onClose: () => void;
}) {
  const agree = async (declared: Declared) => {
    if (await batch.sign(declared)) onClose();
  };
  const { m, locale } = useMessages();
  const w = batchWords[locale];
  return (
    <Dialog title={w.dialog} onClose={onClose} sheet>
      <ul className="waiting-asked">
        {batch.chosen.map((r) => (
          <li key={r.recipient_id}>
            <strong>{r.title || m.list.untitled}</strong>
            {r.counterparty && <span className="small"> {r.counterparty}</span>}
            <span className="small muted block-line">
              {r.documents.map((d) => d.name).join('、')}
            </span>
            {batch.refusals.has(r.recipient_id) && (
              <FieldMessage>{batch.refusals.get(r.recipient_id)}</FieldMessage>
            )}
          </li>
        ))}
      </ul>
      <AgreeForm
        view={{
          role: statement.role as PartyRole,
          method: 'own_certificate',
          certificate_rules: null,
          statement,
          authority_statement: statement.authority,
        }}
        before={{
          unread: batch.unread.map((d) => ({ ...d })),
          missing: [],
          onOpenUnread: onUnread,
          onFill: onClose,
        }}
        problem={batch.problem}
        draft={batch.draft}
        onDraft={batch.setDraft}
        onAgree={agree}
      />
    </Dialog>
  );
}

function ActionBar({
  batch,
  items,
  onSign,
}: {
  batch: Batch;
  items: SigningRequest[];
  onSign: () => void;
}) {
  const { locale } = useMessages();
  const w = batchWords[locale];
  const able = together(items);
  const tooMany = !fits(batch.chosen);
  return (
    <div className="waiting-bar card">
      <div className="check">
        <input
          id="choose-all"
          type="checkbox"
          checked={able.length > 0 && able.every((r) => batch.chosen.includes(r))}
          disabled={able.length === 0}
          onChange={(event) => batch.chooseAll(event.target.checked)}
        />
        <label htmlFor="choose-all">{w.all(able.length)}</label>
      </div>
      <p className="small" role="status">
        {batch.chosen.length > 0 && w.chosen(batch.chosen.length, documentsOf(batch.chosen).length)}
      </p>
      {tooMany && <FieldMessage>{w.tooMany}</FieldMessage>}
      <Button kind="primary" icon="pen" disabled={!batch.chosen.length || tooMany} onClick={onSign}>
        {w.sign}
      </Button>
    </div>
  );
}

/** Where a document is: its request, and the next one of the chosen that was not read. */
function useReading(items: SigningRequest[], batch: Batch) {
  const [id, setId] = useState<string | null>(null);
  const request = items.find((r) => r.documents.some((d) => d.id === id));
  const document = request?.documents.find((d) => d.id === id);
  const next = batch.unread.find((d) => d.id !== id);
  return {
    at: request && document ? { request, document } : null,
    open: (d: WaitingDocument) => setId(d.id),
    close: () => setId(null),
    next: next ? () => setId(next.id) : null,
  };
}

/** The member's requests that wait for a certificate of its own. */
export default function Waiting() {
  const { locale } = useMessages();
  const w = batchWords[locale];
  useTitle(w.title);
  const pages = usePages<SigningRequestList>('/signing-requests');
  const { list } = pages;
  const items = list.data?.items ?? [];
  const batch = useBatch(items, list.data?.statements ?? [], list.reload);
  const reading = useReading(items, batch);
  const [consenting, setConsenting] = useState(false);
  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={5} />
    );
  if (reading.at) {
    const { request, document } = reading.at;
    return (
      <Reader
        key={seenKey(document)}
        request={request}
        document={document}
        onShown={() => batch.onShown(document)}
        onNext={reading.next}
        onBack={reading.close}
      />
    );
  }
  const statement = list.data.statements.find((s) => s.role === batch.chosen[0]?.role);
  const { ticket } = batch;
  const running = ticket.made !== null && ticket.now?.state !== 'done';
  const again = async () => {
    if (await batch.again()) return;
    ticket.close();
    setConsenting(true);
  };
  return (
    <>
      <PageHead title={w.title} lead={w.lead} />
      {batch.ended && ticket.now && <Results asked={batch.ended} now={ticket.now} />}
      {!canSignHere() && <NoComputer />}
      {items.length === 0 ? (
        <div className="card">
          <StatePage icon="done" heading={2} title={w.none} detail={w.noneDetail} />
        </div>
      ) : (
        <>
          {canSignHere() && (
            <ActionBar batch={batch} items={items} onSign={() => setConsenting(true)} />
          )}
          <ul className="plain waiting-list">
            {items.map((r) => (
              <RequestRow key={r.recipient_id} request={r} batch={batch} onOpen={reading.open} />
            ))}
          </ul>
        </>
      )}
      <MoreRows pages={pages} />
      {consenting && statement && !running && (
        <Consent
          batch={batch}
          statement={statement}
          onUnread={() => {
            setConsenting(false);
            reading.next?.();
          }}
          onClose={() => setConsenting(false)}
        />
      )}
      {running && (
        <CertificateDialog
          ticket={ticket}
          title={w.dialog}
          onAgain={() => void again()}
          onElsewhere={null}
          onClose={batch.close}
        >
          {ticket.now && (
            <p role="status">{w.progress(signedIn(ticket.now), ticket.now.requests.length)}</p>
          )}
        </CertificateDialog>
      )}
    </>
  );
}
