import { useRef } from 'react';
import { api } from '../../api/client';
import type { Attachment } from '../../api/flowTypes';
import { fileSize } from '../../lib/format';
import { useAction } from '../../lib/hooks';
import { Icon } from '../../ui/Icon';
import { Button, IconButton, ProblemNotice } from '../../ui/kit';
import { useFlow } from '../flow';
import type { Draft } from './draft';
import { UploadRow } from './FilesStep';
import type { useUploads } from './uploads';

/** Files that go along but are not agreed to. */
export function Attachments({
  draft,
  uploads,
}: {
  draft: Draft;
  uploads: ReturnType<typeof useUploads<Attachment>>;
}) {
  const { t } = useFlow();
  const a = t.attachments;
  const input = useRef<HTMLInputElement>(null);
  const id = draft.envelope.id;
  const remove = useAction(async (attachment: Attachment) => {
    await api.delete(`/envelopes/${id}/attachments/${attachment.id}`);
    await draft.filesChanged();
  });
  const list = draft.envelope.attachments;
  const empty = list.length + uploads.uploads.length === 0;
  return (
    <section className="card" aria-labelledby="attachments">
      <h2 id="attachments">{a.title}</h2>
      <p className="muted">{a.lead}</p>
      {remove.problem && <ProblemNotice problem={remove.problem} />}
      {empty ? (
        <p className="small muted">{a.none}</p>
      ) : (
        <ul className="plain files" aria-label={a.list}>
          {list.map((x) => (
            <li key={x.id}>
              <Icon name="link" size={24} />
              <div className="files-main">
                <p className="files-name break">
                  <a href={`/api/v1/envelopes/${id}/attachments/${x.id}/file`} download>
                    {x.name}
                  </a>
                </p>
                <p className="small muted">{fileSize(x.size)}</p>
              </div>
              <IconButton
                icon="trash"
                label={a.remove(x.name)}
                disabled={remove.busy}
                onClick={() => void remove.run(x)}
              />
            </li>
          ))}
          {uploads.uploads.map((u) => (
            <UploadRow key={u.key} upload={u} uploads={uploads} />
          ))}
        </ul>
      )}
      <Button icon="plus" onClick={() => input.current?.click()}>
        {a.choose}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={a.choose}
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </section>
  );
}
