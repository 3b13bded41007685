import type { Attachment } from '../../api/recipient';
import { fileSize } from '../../lib/format';
import { useMessages } from '../../messages';
import { actWords } from '../../messages/acts';
import { Icon } from '../../ui/Icon';
import { ButtonLink } from '../../ui/kit';

export function Attachments({ attachments }: { attachments: Attachment[] }) {
  const { m, locale } = useMessages();
  const w = actWords[locale];
  return (
    <>
      <p className="hint">{w.attachmentsHint}</p>
      <ul className="plain downloads attachments">
        {attachments.map((a) => (
          <li key={a.id}>
            <span className="file-line">
              <Icon name="file" />
              <span>
                {a.name} <span className="muted small nowrap">{fileSize(a.size)}</span>
              </span>
            </span>
            <ButtonLink
              icon="download"
              download
              label={m.common.about(w.download, a.name)}
              href={`/api/v1/recipient/attachments/${a.id}/file`}
            >
              {w.download}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </>
  );
}
