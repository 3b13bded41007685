import { useEffect, useState } from 'react';
import { api } from '../../api/client';
import type { Contact } from '../../api/flowTypes';
import type { Page } from '../../api/types';
import { shortDateTime } from '../../lib/dates';
import { useTitle } from '../../lib/hooks';
import { MoreRows, usePages } from '../../lib/pages';
import { useMessages } from '../../messages';
import {
  Button,
  Notice,
  PageHead,
  ProblemPage,
  Skeleton,
  StatePage,
  TextField,
} from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useSession } from '../session';
import { ContactDialog } from './ContactDialog';
import { RemoveDialog } from './RemoveDialog';
import { RowActions } from './RowActions';
import { useDesk } from './words';

type Open = { what: 'edit'; contact: Contact | null } | { what: 'remove'; contact: Contact } | null;

/** The address book of the organisation. */
export default function Contacts() {
  const { m } = useMessages();
  const { t } = useDesk();
  const c = t.contacts;
  const { can } = useSession();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<Open>(null);
  const [same, setSame] = useState('');
  useTitle(c.title);
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.normalize('NFKC').trim()), 300);
    return () => clearTimeout(timer);
  }, [typed]);

  const pages = usePages<Page<Contact>>(
    `/contacts?${new URLSearchParams({ limit: '50', ...(q ? { q } : {}) }).toString()}`,
  );
  const { list } = pages;
  const manage = can('contact.manage');
  const done = (text: string) => {
    setOpen(null);
    toast(text);
    list.reload();
  };
  const add = manage && (
    <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'edit', contact: null })}>
      {c.add}
    </Button>
  );

  if (!list.data && list.problem)
    return <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />;
  const items = list.data?.items;
  return (
    <>
      <PageHead title={c.title} lead={c.lead}>
        {add}
      </PageHead>
      {same && <Notice tone="warning">{same}</Notice>}
      {(q || (items && items.length > 0)) && (
        <TextField
          label={c.search}
          type="search"
          autoComplete="off"
          value={typed}
          onValue={setTyped}
        />
      )}
      {!items && <Skeleton rows={5} />}
      {items?.length === 0 && (
        <section className="card">
          <StatePage
            icon={q ? 'search' : 'users'}
            heading={2}
            title={q ? c.noMatch : c.empty}
            detail={q ? c.noMatchDetail : c.emptyDetail}
          >
            {!q && <p className="actions actions-center">{add}</p>}
          </StatePage>
        </section>
      )}
      {items && items.length > 0 && <Table items={items} manage={manage} onOpen={setOpen} />}
      <MoreRows pages={pages} />
      {open?.what === 'edit' && (
        <ContactDialog
          contact={open.contact}
          onClose={() => setOpen(null)}
          onSaved={(saved) => {
            setSame(
              saved.same_email?.length
                ? c.same(saved.same_email.map((x) => x.name).join(m.common.and))
                : '',
            );
            done(c.saved);
          }}
        />
      )}
      {open?.what === 'remove' && (
        <RemoveDialog
          title={c.removeTitle}
          body={c.removeBody(open.contact.name)}
          button={c.remove}
          run={async () => {
            await api.delete(`/contacts/${open.contact.id}`);
            done(c.removed);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function Table({
  items,
  manage,
  onOpen,
}: {
  items: Contact[];
  manage: boolean;
  onOpen: (open: Open) => void;
}) {
  const { m } = useMessages();
  const { t } = useDesk();
  const c = t.contacts;
  return (
    <div className="card card-flush">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{c.name}</th>
            <th scope="col">{c.company}</th>
            <th scope="col">{c.email}</th>
            <th scope="col">{c.used}</th>
            {manage && <th scope="col">{c.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((x) => (
            <tr key={x.id}>
              <th scope="row" className="cell-title">
                {m.common.sama(x.name)}
              </th>
              <td data-label={c.company} className={x.company ? '' : 'cell-none'}>
                {x.company}
                <span className="small muted block-line">
                  {[x.department, x.title].filter(Boolean).join(' ')}
                </span>
              </td>
              <td data-label={c.email} className="break">
                {x.email}
              </td>
              <td data-label={c.used} className={`cell-date${x.used_at ? '' : ' cell-none'}`}>
                {x.used_at ? shortDateTime(x.used_at) : m.list.nobody}
              </td>
              {manage && (
                <RowActions
                  name={x.name}
                  words={c}
                  onEdit={() => onOpen({ what: 'edit', contact: x })}
                  onRemove={() => onOpen({ what: 'remove', contact: x })}
                />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
