import { type FormEvent, useRef, useState } from 'react';
import { api } from '../api/client';
import type { Session } from '../api/types';
import { takeFragment } from '../lib/fragment';
import { useAction, useLoad, useTitle } from '../lib/hooks';
import { passwordFault } from '../lib/password';
import { validEmail } from '../lib/recipients';
import { navigate } from '../lib/router';
import { useMessages } from '../messages';
import {
  Button,
  ButtonLink,
  ProblemNotice,
  ProblemPage,
  Skeleton,
  StatePage,
  TextField,
} from '../ui/kit';
import { NewPassword } from './NewPassword';
import { useSession } from './session';

export default function Setup() {
  const { m } = useMessages();
  const { session, adopt } = useSession();
  const [token] = useState(takeFragment);
  const [form, setForm] = useState({ organisation_name: '', name: '', email: '', password: '' });
  const [tried, setTried] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useTitle(m.setup.title);
  const check = useLoad(
    (signal) => api.post<{ valid: boolean }>('/setup/check', { token }, signal),
    [token],
  );
  const action = useAction(async () => {
    const next = await api.post<Session>('/setup', {
      token,
      ...form,
      email: form.email.trim(),
    });
    adopt(next);
    navigate('/', { replace: true });
  });

  if (!session.setup_needed)
    return (
      <StatePage icon="done" title={m.setup.done} detail={m.setup.doneDetail}>
        <p className="actions actions-center">
          <ButtonLink kind="primary" href="/sign-in">
            {m.nav.signIn}
          </ButtonLink>
        </p>
      </StatePage>
    );
  if (check.problem) return <ProblemPage problem={check.problem} onRetry={check.reload} />;
  if (!check.data) return <Skeleton />;
  if (!check.data.valid)
    return (
      <StatePage
        icon="link"
        tone="warning"
        title={m.setup.invalid}
        detail={m.setup.invalidDetail}
      />
    );

  const put = (field: keyof typeof form) => (value: string) =>
    setForm((old) => ({ ...old, [field]: value }));
  const missing = {
    organisation_name: form.organisation_name.trim() === '',
    name: form.name.trim() === '',
    email: !validEmail(form.email),
    password: passwordFault(form.password, form.email) !== null,
  };
  const serverError = (field: string) =>
    action.problem?.errors.find((e) => e.field === field)?.message;
  const needed = (field: keyof typeof missing, label: string) =>
    tried && missing[field] ? `${label}：${m.common.required}` : serverError(field);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(missing).some(Boolean)) {
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
      return;
    }
    if (!action.busy) void action.run();
  };

  return (
    <div className="narrow">
      <section className="card card-form">
        <h1 tabIndex={-1}>{m.setup.title}</h1>
        <p className="lead">{m.setup.lead}</p>
        <form ref={element} noValidate onSubmit={submit}>
          <TextField
            label={m.setup.organisation}
            hint={m.setup.organisationHint}
            autoComplete="organization"
            value={form.organisation_name}
            error={needed('organisation_name', m.setup.organisation)}
            onValue={put('organisation_name')}
          />
          <TextField
            label={m.setup.name}
            autoComplete="name"
            value={form.name}
            error={needed('name', m.setup.name)}
            onValue={put('name')}
          />
          <TextField
            label={m.setup.email}
            type="email"
            autoComplete="username"
            value={form.email}
            error={
              tried && missing.email
                ? m.wizard.recipients.fault.email_invalid
                : serverError('email')
            }
            onValue={put('email')}
          />
          <NewPassword
            label={m.setup.password}
            value={form.password}
            email={form.email}
            tried={tried}
            error={serverError('password')}
            onValue={put('password')}
          />
          {action.problem && <ProblemNotice problem={action.problem} />}
          <Button type="submit" kind="primary" large className="block" busy={action.busy}>
            {m.setup.submit}
          </Button>
        </form>
      </section>
    </div>
  );
}
