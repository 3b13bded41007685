import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import type { Locale } from '../api/types';
import { useAction, useTitle } from '../lib/hooks';
import { passwordFault } from '../lib/password';
import { useMessages } from '../messages';
import { Button, Field, PageHead, PasswordField, ProblemNotice, TextField } from '../ui/kit';
import { useToast } from '../ui/toast';
import { NewPassword } from './NewPassword';
import { useSession } from './session';

export default function Account() {
  const { m } = useMessages();
  useTitle(m.account.title);
  return (
    <>
      <PageHead title={m.account.title} />
      <div className="narrow-left">
        <Profile />
        <Password />
      </div>
    </>
  );
}

function Profile() {
  const { m, setLocale } = useMessages();
  const t = m.account;
  const { session, refresh } = useSession();
  const toast = useToast();
  const [name, setName] = useState(session.account?.name ?? '');
  const [locale, setOwn] = useState<Locale>(session.account?.locale ?? 'ja');
  const action = useAction(async () => {
    await api.patch('/account', { name: name.trim(), locale });
    await refresh();
    setLocale(locale);
    toast(t.saved);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !action.busy) void action.run();
  };
  return (
    <section className="card" aria-labelledby="profile">
      <h2 id="profile">{t.profile}</h2>
      <dl className="facts">
        <div>
          <dt>{t.organisation}</dt>
          <dd>{session.organisation?.name}</dd>
        </div>
        <div>
          <dt>{t.email}</dt>
          <dd className="break">{session.account?.email}</dd>
        </div>
      </dl>
      <form noValidate onSubmit={submit}>
        <TextField
          label={t.name}
          autoComplete="name"
          value={name}
          error={name.trim() ? null : m.sign.agree.needName}
          onValue={setName}
        />
        <Field label={t.locale}>
          {(ids) => (
            <select
              {...ids}
              value={locale}
              onChange={(event) => setOwn(event.target.value as Locale)}
            >
              <option value="ja">{m.language.ja}</option>
              <option value="en">{m.language.en}</option>
            </select>
          )}
        </Field>
        {action.problem && <ProblemNotice problem={action.problem} />}
        <Button type="submit" kind="primary" busy={action.busy}>
          {m.common.save}
        </Button>
      </form>
    </section>
  );
}

function Password() {
  const { m } = useMessages();
  const t = m.account;
  const { session, refresh } = useSession();
  const toast = useToast();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const email = session.account?.email ?? '';
  const action = useAction(async () => {
    await api.post('/account/password', { current, new: next });
    setCurrent('');
    setNext('');
    setTried(false);
    await refresh();
    toast(t.changed);
  });
  const fieldError = (field: string) =>
    action.problem?.errors.find((e) => e.field === field)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (current && !passwordFault(next, email) && !action.busy) void action.run();
  };
  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">{t.password}</h2>
      <p className="muted">{t.passwordLead}</p>
      <form noValidate onSubmit={submit}>
        <PasswordField
          label={t.current}
          autoComplete="current-password"
          value={current}
          error={tried && !current ? `${t.current}：${m.common.required}` : fieldError('current')}
          onValue={setCurrent}
        />
        <NewPassword
          label={t.next}
          value={next}
          email={email}
          tried={tried}
          error={fieldError('new')}
          onValue={setNext}
        />
        {action.problem && <ProblemNotice problem={action.problem} />}
        <Button type="submit" kind="primary" busy={action.busy}>
          {t.change}
        </Button>
      </form>
    </section>
  );
}
