import type { FlowEnvelope } from '../../api/flowTypes';
import { fileSize } from '../../lib/format';
import { Link } from '../../lib/router';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { ButtonLink } from '../../ui/kit';
import { useFlow } from '../flow';

/** What is agreed to, what goes along, and the certificate. */
export function Files({ envelope: e }: { envelope: FlowEnvelope }) {
  const { m } = useMessages();
  const { t: flow } = useFlow();
  const t = m.envelope;
  const url = (doc: string, revision: string) =>
    `/api/v1/envelopes/${e.id}/documents/${doc}/file?revision=${revision}&download=1`;
  const can = e.actions.includes('download');
  return (
    <section className="card" aria-labelledby="files">
      <h2 id="files">{t.files}</h2>
      <ul className="plain files">
        {e.documents.map((d) => (
          <li key={d.id}>
            <Icon name="file" size={24} />
            <div className="files-main">
              <p className="files-name">
                <Link href={`/envelopes/${e.id}/documents/${d.id}`}>{d.name}</Link>
              </p>
              <p className="small muted">
                {m.common.pages(d.pages)}・{fileSize(d.size)}
                {d.signatures > 0 && `・${m.verify.signatures(d.signatures)}`}
              </p>
              {d.notes.map((note) => (
                <p key={note.code} className="small muted">
                  {note.text}
                </p>
              ))}
            </div>
            <div className="actions">
              {can && (
                <>
                  <ButtonLink
                    icon="download"
                    download
                    kind={e.state === 'completed' ? 'primary' : 'secondary'}
                    label={m.common.about(t.download, d.name)}
                    href={url(d.id, 'current')}
                  >
                    {t.download}
                  </ButtonLink>
                  {e.state !== 'draft' && (
                    <ButtonLink
                      kind="quiet"
                      download
                      label={m.common.about(t.downloadOriginal, d.name)}
                      href={url(d.id, 'original')}
                    >
                      {t.downloadOriginal}
                    </ButtonLink>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
        {e.attachments.map((a) => (
          <li key={a.id}>
            <Icon name="link" size={24} />
            <div className="files-main">
              <p className="files-name break">{a.name}</p>
              <p className="small muted">
                {flow.envelope.attachments}・{fileSize(a.size)}
              </p>
            </div>
            <div className="actions">
              <ButtonLink
                kind="quiet"
                icon="download"
                download
                label={m.common.about(m.common.download, a.name)}
                href={`/api/v1/envelopes/${e.id}/attachments/${a.id}/file`}
              >
                {m.common.download}
              </ButtonLink>
            </div>
          </li>
        ))}
        {e.actions.includes('certificate') && (
          <li>
            <Icon name="certificate" size={24} />
            <div className="files-main">
              <p className="files-name">{t.certificate}</p>
              <p className="small muted">{t.certificateHint}</p>
            </div>
            <div className="actions">
              <ButtonLink
                icon="download"
                download
                label={m.common.about(m.common.download, t.certificate)}
                href={`/api/v1/envelopes/${e.id}/certificate`}
              >
                {m.common.download}
              </ButtonLink>
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}
