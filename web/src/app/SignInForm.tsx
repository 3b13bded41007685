import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import type { Session } from '../api/types';
import { useAction } from '../lib/hooks';
import { useMessages } from '../messages';
import { Button, PasswordField, ProblemNotice, TextField } from '../ui/kit';

export function SignInForm({
  email: known = '',
  onSession,
}: {
  email?: string;
  onSession: (session: Session) => void;
}) {
  const { m } = useMessages();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const action = useAction(async () => {
    onSession(await api.post<Session>('/session', { email: email.trim(), password }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!action.busy) void action.run();
  };
  return (
    <form noValidate onSubmit={submit}>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <TextField
        label={m.setup.email}
        type="email"
        autoComplete="username"
        inputMode="email"
        readOnly={known !== ''}
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
  );
}
