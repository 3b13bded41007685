import { type FormEvent, useState } from 'react';
import { api } from '../api/client';
import type { Role, Session } from '../api/types';
import { takeFragment } from '../lib/fragment';
import { useAction, useLoad, useTitle } from '../lib/hooks';
import { passwordFault } from '../lib/password';
import { navigate } from '../lib/router';
import { useMessages } from '../messages';
import { Button, ProblemNotice, ProblemPage, Skeleton, StatePage, TextField } from '../ui/kit';
import { NewPassword } from './NewPassword';
import { useSession } from './session';

interface Invitation {
  organisation_name: string;
  email: string;
  role: Role;
}

export default function Invite() {
  const { m } = useMessages();
  const { adopt } = useSession();
  const [token] = useState(takeFragment);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  useTitle(m.invite.title);
  const check = useLoad(
    (signal) => api.post<Invitation>('/invitations/check', { token }, signal),
    [token],
  );
  const action = useAction(async () => {
    adopt(await api.post<Session>('/invitations/accept', { token, name: name.trim(), password }));
    navigate('/', { replace: true });
  });

  const dead = check.problem && [400, 401, 404, 410, 422].includes(check.problem.status);
  if (dead)
    return (
      <StatePage
        icon="link"
        tone="warning"
        title={m.invite.invalid}
        detail={m.invite.invalidDetail}
      />
    );
  if (check.problem) return <ProblemPage problem={check.problem} onRetry={check.reload} />;
  if (!check.data) return <Skeleton />;

  const { organisation_name, email, role } = check.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && !passwordFault(password, email) && !action.busy) void action.run();
  };
  return (
    <div className="narrow">
      <section className="card card-form">
        <h1 tabIndex={-1}>{m.invite.title}</h1>
        <p className="lead">{m.invite.lead(organisation_name, m.state.role[role])}</p>
        <form noValidate onSubmit={submit}>
          <TextField
            label={m.setup.email}
            type="email"
            autoComplete="username"
            value={email}
            readOnly
            onValue={() => {}}
          />
          <TextField
            label={m.setup.name}
            autoComplete="name"
            value={name}
            error={tried && !name.trim() ? m.sign.agree.needName : null}
            onValue={setName}
          />
          <NewPassword
            label={m.setup.password}
            value={password}
            email={email}
            tried={tried}
            error={action.problem?.errors.find((e) => e.field === 'password')?.message}
            onValue={setPassword}
          />
          {action.problem && <ProblemNotice problem={action.problem} />}
          <Button type="submit" kind="primary" large className="block" busy={action.busy}>
            {m.invite.submit}
          </Button>
        </form>
      </section>
    </div>
  );
}
