import { useState } from 'react';
import { api } from '../../api/client';
import type { Seal } from '../../api/flowTypes';
import { useLoad, useTitle } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { Button, PageHead, ProblemPage, Skeleton, StatePage } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useSession } from '../session';
import { RemoveDialog } from './RemoveDialog';
import { SealFromPicture } from './SealFromPicture';
import { SealFromText } from './SealFromText';
import { SealPicture } from './SealPicture';
import { useDesk } from './words';

type Open = { what: 'text' } | { what: 'picture' } | { what: 'remove'; seal: Seal } | null;

/** One's own seals and the company's. */
export default function Seals() {
  const { m } = useMessages();
  const { t } = useDesk();
  const s = t.seals;
  const { can } = useSession();
  const toast = useToast();
  const [open, setOpen] = useState<Open>(null);
  useTitle(s.title);
  const list = useLoad((signal) => api.get<{ items: Seal[] }>('/seals', signal), []);
  const done = (text: string) => {
    setOpen(null);
    toast(text);
    list.reload();
  };
  const company = can('seal.company');
  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={5} />
    );
  const close = () => setOpen(null);
  return (
    <>
      <PageHead title={s.title} lead={s.lead}>
        <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'text' })}>
          {s.make}
        </Button>
        <Button icon="upload" onClick={() => setOpen({ what: 'picture' })}>
          {s.upload}
        </Button>
      </PageHead>
      <section className="card">
        {list.data.items.length === 0 ? (
          <StatePage icon="certificate" heading={2} title={s.empty} detail={s.emptyDetail} />
        ) : (
          <ul className="plain seal-grid">
            {list.data.items.map((seal) => (
              <li key={seal.id} className="seal-card">
                <SealPicture seal={seal} />
                <p>
                  <strong>{seal.name}</strong>
                  <span className="small muted block-line">
                    {s.kinds[seal.kind]}
                    {seal.mm > 0 && `・${s.mm(seal.mm)}`}
                  </span>
                </p>
                {(seal.kind === 'personal' || company) && (
                  <Button
                    kind="quiet"
                    icon="trash"
                    aria-label={m.common.about(s.remove, seal.name)}
                    onClick={() => setOpen({ what: 'remove', seal })}
                  >
                    {s.remove}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      {open?.what === 'text' && (
        <SealFromText company={company} onClose={close} onSaved={() => done(s.saved)} />
      )}
      {open?.what === 'picture' && (
        <SealFromPicture company={company} onClose={close} onSaved={() => done(s.saved)} />
      )}
      {open?.what === 'remove' && (
        <RemoveDialog
          title={s.removeTitle}
          body={s.removeBody(open.seal.name)}
          button={s.remove}
          run={async () => {
            await api.delete(`/seals/${open.seal.id}`);
            done(s.removed);
          }}
          onClose={close}
        />
      )}
    </>
  );
}
