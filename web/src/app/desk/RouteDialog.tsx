import { type FormEvent, useState } from 'react';
import { api } from '../../api/client';
import type { ApprovalRoute } from '../../api/flowTypes';
import type { Member } from '../../api/types';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { CheckRow } from '../../ui/CheckRow';
import { ConflictNotice } from '../../ui/Conflict';
import { Button, Dialog, Field, ProblemNotice, TextField } from '../../ui/kit';
import { useFlow } from '../flow';
import { amountOf } from '../wizard/DetailsSection';
import { useDesk } from './words';

type Step = ApprovalRoute['steps'][number];
const NO_STEP: Step = { mode: 'any', people: [] };

const typed = (route: ApprovalRoute | null) => ({
  name: route?.name ?? '',
  min: route?.min_amount?.toString() ?? '',
  max: route?.max_amount?.toString() ?? '',
  always: route?.always ?? false,
  self: route?.allow_self ?? false,
  steps: route?.steps ?? [NO_STEP],
});

export function RouteDialog({
  route,
  members,
  onClose,
  onSaved,
}: {
  route: ApprovalRoute | null;
  members: Member[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const { m } = useMessages();
  const { t } = useDesk();
  const { t: flow } = useFlow();
  const a = t.approvals;
  const [x, setX] = useState(() => typed(route));
  const [version, setVersion] = useState(route?.version);
  const [tried, setTried] = useState(false);
  const { name, min, max, always, self, steps } = x;
  const put = (part: Partial<typeof x>) => setX({ ...x, ...part });
  const [from, to] = [amountOf(min), amountOf(max)];
  const wrong =
    !name.trim() ||
    from === undefined ||
    to === undefined ||
    steps.some((s) => s.people.length === 0);
  const putStep = (at: number, part: Partial<Step>) =>
    put({ steps: steps.map((s, i) => (i === at ? { ...s, ...part } : s)) });
  const path = `/approval-routes/${route?.id}`;
  const body = {
    name: name.trim(),
    min_amount: from ?? null,
    max_amount: to ?? null,
    always,
    allow_self: self,
    steps,
  };
  const over = async (given: number | undefined) => {
    await api.put(path, { ...body, version: given });
    onSaved();
  };
  const save = useAction(async () => {
    if (route) return over(version);
    await api.post('/approval-routes', body);
    onSaved();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong && !save.busy) void save.run();
  };
  return (
    <Dialog title={route ? a.editTitle : a.addTitle} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <TextField
          label={a.name}
          hint={a.nameHint}
          required
          maxLength={200}
          value={name}
          error={tried && !name.trim() ? a.needName : null}
          onValue={(text) => put({ name: text })}
        />
        <CheckRow
          label={a.always}
          hint={a.alwaysHint}
          checked={always}
          onChecked={(on) => put({ always: on })}
        />
        {!always && (
          <div className="pair">
            <TextField
              label={a.min}
              hint={a.amountHint}
              required={false}
              inputMode="numeric"
              value={min}
              error={from === undefined ? flow.details.amountWrong : null}
              onValue={(text) => put({ min: text })}
            />
            <TextField
              label={a.max}
              hint={a.amountHint}
              required={false}
              inputMode="numeric"
              value={max}
              error={to === undefined ? flow.details.amountWrong : null}
              onValue={(text) => put({ max: text })}
            />
          </div>
        )}
        {steps.map((s, i) => (
          <StepField
            // Steps are told by their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            step={s}
            no={i + 1}
            members={members}
            tried={tried}
            onStep={(part) => putStep(i, part)}
            onRemove={
              steps.length > 1 ? () => put({ steps: steps.filter((_, k) => k !== i) }) : null
            }
          />
        ))}
        <Button kind="quiet" icon="plus" onClick={() => put({ steps: [...steps, NO_STEP] })}>
          {a.addStep}
        </Button>
        <CheckRow label={a.allowSelf} checked={self} onChecked={(on) => put({ self: on })} />
        {save.problem?.status === 409 ? (
          <ConflictNotice
            body={a.changed}
            oursHint={t.contacts.oursHint}
            onTheirs={async () => {
              const theirs = await api.get<ApprovalRoute>(path);
              setX(typed(theirs));
              setVersion(theirs.version);
              save.clear();
            }}
            onOurs={async () => over((await api.get<ApprovalRoute>(path)).version)}
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

function StepField({
  step,
  no,
  members,
  tried,
  onStep,
  onRemove,
}: {
  step: Step;
  no: number;
  members: Member[];
  tried: boolean;
  onStep: (part: Partial<Step>) => void;
  onRemove: (() => void) | null;
}) {
  const { t } = useDesk();
  const a = t.approvals;
  return (
    <fieldset className="checks-field">
      <legend>{a.stepTitle(no)}</legend>
      {tried && step.people.length === 0 && (
        <p className="field-message" role="alert">
          {a.needPeople}
        </p>
      )}
      <div className="choose-people">
        {members.map((x) => (
          <CheckRow
            key={x.id}
            label={x.name}
            hint={x.email}
            checked={step.people.includes(x.id)}
            onChecked={(on) =>
              onStep({
                people: on ? [...step.people, x.id] : step.people.filter((id) => id !== x.id),
              })
            }
          />
        ))}
      </div>
      <Field label={a.mode}>
        {(ids) => (
          <select
            {...ids}
            value={step.mode}
            onChange={(event) => onStep({ mode: event.target.value as Step['mode'] })}
          >
            <option value="any">{a.modes.any}</option>
            <option value="all">{a.modes.all}</option>
          </select>
        )}
      </Field>
      {onRemove && (
        <Button kind="quiet" icon="trash" onClick={onRemove}>
          {a.removeStep(no)}
        </Button>
      )}
    </fieldset>
  );
}
