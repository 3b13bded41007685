import { useEffect, useState } from 'react';
import { api } from '../../api/client';
import type { Contact } from '../../api/flowTypes';
import type { Page } from '../../api/types';
import { useAction, useLoad } from '../../lib/hooks';
import type { RecipientDraft } from '../../lib/recipients';
import { validEmail } from '../../lib/recipients';
import { useMessages } from '../../messages';
import { Icon } from '../../ui/Icon';
import { Button, Dialog, ProblemNotice, Skeleton, TextField } from '../../ui/kit';
import { useToast } from '../../ui/toast';
import { useFlow } from '../flow';
import { useSession } from '../session';

interface Props {
  row: RecipientDraft;
  onChange: (part: Partial<RecipientDraft>) => void;
}

const fill = (c: Contact): Partial<RecipientDraft> => ({
  name: c.name,
  email: c.email,
  company: c.company,
  department: c.department,
  title: c.title,
  locale: c.locale,
});

const path = (q: string, limit: number) =>
  `/contacts?${new URLSearchParams({ ...(q ? { q } : {}), limit: String(limit) }).toString()}`;

/** What was typed, once the typing has paused. */
function useSettledText(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.normalize('NFKC').trim();
}

/** Contacts that fit what has been typed into a row that is not complete yet. */
export function Suggestions({ row, onChange }: Props) {
  const { t } = useFlow();
  const { can } = useSession();
  const open = !validEmail(row.email);
  const typed = useSettledText(open ? row.name || row.company || row.email : '');
  const found = useLoad(
    async (signal) =>
      typed.length >= 2 && can('contact.read')
        ? (await api.get<Page<Contact>>(path(typed, 3), signal)).items
        : [],
    [typed],
  );
  const list = open ? (found.data ?? []) : [];
  return (
    <div className="suggestions" aria-live="polite">
      {list.length > 0 && (
        <>
          <p className="small muted">{t.people.suggest}</p>
          {list.map((c) => (
            <Button key={c.id} kind="quiet" icon="user" onClick={() => onChange(fill(c))}>
              {t.people.use(c.name, c.company)}
            </Button>
          ))}
        </>
      )}
    </div>
  );
}

/** Choose somebody from the address book, or keep who was typed in. */
export function BookTools({ row, onChange }: Props) {
  const { m } = useMessages();
  const { t } = useFlow();
  const { can } = useSession();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const [kept, setKept] = useState('');
  const keep = useAction(async () => {
    const { name, email, company, department, title, locale } = row;
    await api.post('/contacts', { name, email, company, department, title, locale });
    setKept(email);
    toast(t.people.kept);
  });
  const complete = row.name.trim() !== '' && validEmail(row.email);
  return (
    <>
      {can('contact.read') && (
        <Button
          kind="quiet"
          icon="users"
          aria-label={m.common.about(t.people.book, row.name)}
          onClick={() => setOpen(true)}
        >
          {t.people.book}
        </Button>
      )}
      {can('contact.manage') && complete && kept !== row.email && (
        <Button
          kind="quiet"
          icon="plus"
          busy={keep.busy}
          aria-label={m.common.about(t.people.keep, row.name)}
          onClick={() => void keep.run()}
        >
          {t.people.keep}
        </Button>
      )}
      {keep.problem && <ProblemNotice problem={keep.problem} />}
      {open && (
        <BookDialog
          onClose={() => setOpen(false)}
          onChoose={(c) => {
            onChange(fill(c));
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function BookDialog({
  onClose,
  onChoose,
}: {
  onClose: () => void;
  onChoose: (contact: Contact) => void;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const [typed, setTyped] = useState('');
  const q = useSettledText(typed);
  const list = useLoad((signal) => api.get<Page<Contact>>(path(q, 20), signal), [q]);
  return (
    <Dialog title={t.people.bookTitle} onClose={onClose}>
      <TextField
        label={t.people.bookSearch}
        type="search"
        autoComplete="off"
        value={typed}
        onValue={setTyped}
      />
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
      {!list.data && !list.problem && <Skeleton />}
      <div role="status">
        {list.data?.items.length === 0 && <p className="muted">{t.people.bookEmpty}</p>}
      </div>
      <ul className="plain choose-list">
        {list.data?.items.map((c) => (
          <li key={c.id}>
            <button type="button" onClick={() => onChoose(c)}>
              <Icon name="user" />
              <span>
                <strong>{m.common.sama(c.name)}</strong>
                <span className="small muted block-line">
                  {[c.company, c.department].filter(Boolean).join(' ')}
                </span>
                <span className="small muted block-line break">{c.email}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
