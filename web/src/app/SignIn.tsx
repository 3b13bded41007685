import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import type { Session } from '../api/types';
import { useAction, useTitle } from '../lib/hooks';
import { Link, useLocation } from '../lib/router';
import { useMessages } from '../messages';
import { Button, Notice, PasswordField, ProblemNotice, TextField } from '../ui/kit';
import { useSession } from './session';

export function SignIn() {
  const { m } = useMessages();
  const { adopt } = useSession();
  const { query } = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useTitle(m.signIn.title);
  const action = useAction(async () => {
    adopt(await api.post<Session>('/session', { email: email.trim(), password }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!action.busy) void action.run();
  };
  return (
    <div className="narrow">
      <section className="card card-form">
        <h1 tabIndex={-1}>{m.signIn.title}</h1>
        <p className="lead">{m.signIn.lead}</p>
        {query.get('ended') && <Notice tone="info">{m.signIn.expired}</Notice>}
        {action.problem && <ProblemNotice problem={action.problem} />}
        <form noValidate onSubmit={submit}>
          <TextField
            label={m.setup.email}
            type="email"
            autoComplete="username"
            inputMode="email"
            value={email}
            onValue={setEmail}
          />
          <PasswordField
            label={m.setup.password}
            autoComplete="current-password"
            value={password}
            onValue={setPassword}
          />
          <Button type="submit" kind="primary" large className="block" busy={action.busy}>
            {m.signIn.submit}
          </Button>
        </form>
      </section>
      <p className="small muted below-card">{m.signIn.recipientHint}</p>
      <p className="below-card">
        <Link href="/verify">{m.signIn.verifyLink}</Link>
      </p>
    </div>
  );
}
