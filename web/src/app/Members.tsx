import { type FormEvent, useState } from 'react';
import { api, asProblem, type Problem } from '../api/client';
import type { Member, Role } from '../api/types';
import { useAction, useLoad, useTitle } from '../lib/hooks';
import { validEmail } from '../lib/recipients';
import { useMessages } from '../messages';
import {
  Button,
  Dialog,
  Field,
  PageHead,
  ProblemNotice,
  ProblemPage,
  Skeleton,
  TextField,
} from '../ui/kit';
import { useToast } from '../ui/toast';
import { useSession } from './session';

const ROLES: Exclude<Role, 'operator'>[] = ['member', 'owner'];

export default function Members() {
  const { m } = useMessages();
  const t = m.members;
  const { session } = useSession();
  const toast = useToast();
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useTitle(t.title);
  const list = useLoad((signal) => api.get<{ items: Member[] }>('/members', signal), []);
  const manage = session.role === 'owner';

  const setRole = async (member: Member, role: Role) => {
    setProblem(null);
    try {
      await api.patch(`/members/${member.id}`, { role });
      toast(t.changed);
    } catch (error) {
      setProblem(asProblem(error));
    }
    list.reload();
  };

  if (!list.data)
    return list.problem ? (
      <ProblemPage problem={list.problem} onRetry={list.reload} home="/" />
    ) : (
      <Skeleton rows={5} />
    );
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        {manage && (
          <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>
            {t.invite}
          </Button>
        )}
      </PageHead>
      {problem && <ProblemNotice problem={problem} />}
      <div className="card card-flush">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.email}</th>
              <th scope="col">{t.role}</th>
              <th scope="col">{t.status}</th>
              {manage && (
                <th scope="col">
                  <span className="visually-hidden">{m.list.columns.action}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {list.data.items.map((x) => {
              const self = x.id === session.account?.id;
              return (
                <tr key={x.id}>
                  <th scope="row" className="cell-title">
                    {x.name || <span className="muted">{t.noName}</span>}
                    {self && <span className="tag">{t.you}</span>}
                  </th>
                  <td data-label={t.email} className="break">
                    {x.email}
                  </td>
                  <td data-label={t.role}>
                    {manage && !self && x.role !== 'operator' ? (
                      <select
                        aria-label={t.change(x.name || x.email)}
                        value={x.role}
                        onChange={(event) => void setRole(x, event.target.value as Role)}
                      >
                        {ROLES.map((role) => (
                          <option key={role} value={role}>
                            {m.state.role[role]}
                          </option>
                        ))}
                      </select>
                    ) : (
                      m.state.role[x.role]
                    )}
                  </td>
                  <td className="cell-state">
                    <span className={`badge badge-${x.state === 'active' ? 'green' : 'orange'}`}>
                      {t[x.state]}
                    </span>
                  </td>
                  {manage && (
                    <td className={self ? 'cell-none' : ''}>
                      {!self && (
                        <Button
                          kind="quiet"
                          icon="trash"
                          aria-label={m.common.about(t.remove, x.name || x.email)}
                          onClick={() => setRemoving(x)}
                        >
                          {t.remove}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onDone={() => {
            setInviting(false);
            toast(t.sent);
            list.reload();
          }}
        />
      )}
      {removing && (
        <RemoveDialog
          member={removing}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            toast(t.removed);
            list.reload();
          }}
        />
      )}
    </>
  );
}

function InviteDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { m } = useMessages();
  const t = m.members;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('member');
  const [tried, setTried] = useState(false);
  const action = useAction(async () => {
    await api.post('/members', { email: email.trim(), role });
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (validEmail(email) && !action.busy) void action.run();
  };
  return (
    <Dialog title={t.inviteTitle} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <p>{t.inviteLead}</p>
        <TextField
          label={t.email}
          type="email"
          inputMode="email"
          autoComplete="off"
          value={email}
          error={tried && !validEmail(email) ? m.wizard.recipients.fault.email_invalid : null}
          onValue={setEmail}
        />
        <Field label={t.role} hint={t.roleHint[role]}>
          {(ids) => (
            <select
              {...ids}
              value={role}
              onChange={(event) => setRole(event.target.value as (typeof ROLES)[number])}
            >
              {ROLES.map((r) => (
                <option key={r} value={r}>
                  {m.state.role[r]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {action.problem && <ProblemNotice problem={action.problem} />}
        <p className="actions actions-end">
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" kind="primary" icon="mail" busy={action.busy}>
            {t.send}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function RemoveDialog({
  member,
  onClose,
  onDone,
}: {
  member: Member;
  onClose: () => void;
  onDone: () => void;
}) {
  const { m } = useMessages();
  const t = m.members;
  const action = useAction(async () => {
    await api.delete(`/members/${member.id}`);
    onDone();
  });
  return (
    <Dialog title={t.removeTitle} onClose={onClose}>
      <p>{t.removeBody(member.name || member.email)}</p>
      {action.problem && <ProblemNotice problem={action.problem} />}
      <p className="actions actions-end">
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button kind="danger" icon="trash" busy={action.busy} onClick={() => void action.run()}>
          {t.remove}
        </Button>
      </p>
    </Dialog>
  );
}
