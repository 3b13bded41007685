import { type FormEvent, useState } from 'react';
import { api } from '../../api/client';
import type { Contact } from '../../api/flowTypes';
import type { Locale } from '../../api/types';
import { narrow } from '../../lib/format';
import { useAction } from '../../lib/hooks';
import { validEmail } from '../../lib/recipients';
import { useMessages } from '../../messages';
import { ConflictNotice } from '../../ui/Conflict';
import { Button, Dialog, Field, ProblemNotice, TextArea, TextField } from '../../ui/kit';
import { useDesk } from './words';

const BLANK = {
  name: '',
  email: '',
  company: '',
  department: '',
  title: '',
  locale: 'ja' as Locale,
  phone: '',
  note: '',
};

/** What of a contact is typed here. */
const typed = ({ name, email, company, department, title, locale, phone, note }: typeof BLANK) => ({
  name,
  email,
  company,
  department,
  title,
  locale,
  phone,
  note,
});

export function ContactDialog({
  contact,
  onClose,
  onSaved,
}: {
  contact: Contact | null;
  onClose: () => void;
  onSaved: (saved: Contact) => void;
}) {
  const { m } = useMessages();
  const { t } = useDesk();
  const c = t.contacts;
  const [x, setX] = useState(() => typed(contact ?? BLANK));
  const [tried, setTried] = useState(false);
  const put = (part: Partial<typeof x>) => setX({ ...x, ...part });
  const noName = !x.name.trim();
  const noMail = !validEmail(x.email);
  const path = `/contacts/${contact?.id}`;
  const body = { ...x, email: narrow(x.email) };
  const [version, setVersion] = useState(contact?.version);
  const over = async (given: number | undefined) =>
    onSaved(await api.patch<Contact>(path, { ...body, version: given }));
  const save = useAction(async () =>
    contact ? over(version) : onSaved(await api.post<Contact>('/contacts', body)),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!noName && !noMail && !save.busy) void save.run();
  };
  return (
    <Dialog title={contact ? c.editTitle : c.addTitle} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <TextField
          label={c.company}
          required={false}
          maxLength={200}
          value={x.company}
          onValue={(company) => put({ company })}
        />
        <div className="pair">
          <TextField
            label={c.department}
            required={false}
            maxLength={200}
            value={x.department}
            onValue={(department) => put({ department })}
          />
          <TextField
            label={c.jobTitle}
            required={false}
            maxLength={200}
            value={x.title}
            onValue={(title) => put({ title })}
          />
        </div>
        <TextField
          label={c.name}
          required
          maxLength={200}
          value={x.name}
          error={tried && noName ? c.needName : null}
          onValue={(name) => put({ name })}
        />
        <TextField
          label={c.email}
          required
          type="email"
          inputMode="email"
          maxLength={254}
          value={x.email}
          error={tried && noMail ? m.wizard.recipients.fault.email_invalid : null}
          onValue={(email) => put({ email })}
        />
        <div className="pair">
          <TextField
            label={c.phone}
            required={false}
            type="tel"
            inputMode="tel"
            maxLength={30}
            value={x.phone}
            onValue={(phone) => put({ phone })}
          />
          <Field label={c.locale}>
            {(ids) => (
              <select
                {...ids}
                value={x.locale}
                onChange={(event) => put({ locale: event.target.value as Locale })}
              >
                <option value="ja">{m.language.ja}</option>
                <option value="en">{m.language.en}</option>
              </select>
            )}
          </Field>
        </div>
        <TextArea
          label={c.note}
          hint={c.noteHint}
          required={false}
          rows={3}
          maxLength={1000}
          value={x.note}
          onValue={(note) => put({ note })}
        />
        {save.problem?.status === 409 ? (
          <ConflictNotice
            body={c.changed}
            oursHint={c.oursHint}
            onTheirs={async () => {
              const theirs = await api.get<Contact>(path);
              setX(typed(theirs));
              setVersion(theirs.version);
              save.clear();
            }}
            onOurs={async () => over((await api.get<Contact>(path)).version)}
          />
        ) : (
          save.problem && <ProblemNotice problem={save.problem} />
        )}
        <p className="actions actions-end">
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" kind="primary" busy={save.busy}>
            {m.common.save}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
