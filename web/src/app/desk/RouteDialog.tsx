import { type FormEvent, useState } from 'react';
import { api } from '../../api/client';
import type { ApprovalRoute } from '../../api/flowTypes';
import type { Member } from '../../api/types';
import { useAction } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { CheckRow } from '../../ui/CheckRow';
import { Button, Dialog, Field, Notice, ProblemNotice, TextField } from '../../ui/kit';
import { useFlow } from '../flow';
import { amountOf } from '../wizard/DetailsSection';
import { useDesk } from './words';

type Step = ApprovalRoute['steps'][number];

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
  const [name, setName] = useState(route?.name ?? '');
  const [min, setMin] = useState(route?.min_amount?.toString() ?? '');
  const [max, setMax] = useState(route?.max_amount?.toString() ?? '');
  const [always, setAlways] = useState(route?.always ?? false);
  const [self, setSelf] = useState(route?.allow_self ?? false);
  const [steps, setSteps] = useState<Step[]>(route?.steps ?? [{ mode: 'any', people: [] }]);
  const [tried, setTried] = useState(false);
  const [from, to] = [amountOf(min), amountOf(max)];
  const wrong =
    !name.trim() ||
    from === undefined ||
    to === undefined ||
    steps.some((s) => s.people.length === 0);
  const put = (at: number, part: Partial<Step>) =>
    setSteps(steps.map((s, i) => (i === at ? { ...s, ...part } : s)));
  const save = useAction(async () => {
    const body = {
      name: name.trim(),
      min_amount: from ?? null,
      max_amount: to ?? null,
      always,
      allow_self: self,
      steps,
    };
    if (route) await api.put(`/approval-routes/${route.id}`, { ...body, version: route.version });
    else await api.post('/approval-routes', body);
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
          onValue={setName}
        />
        <CheckRow label={a.always} hint={a.alwaysHint} checked={always} onChecked={setAlways} />
        {!always && (
          <div className="pair">
            <TextField
              label={a.min}
              hint={a.amountHint}
              required={false}
              inputMode="numeric"
              value={min}
              error={from === undefined ? flow.details.amountWrong : null}
              onValue={setMin}
            />
            <TextField
              label={a.max}
              hint={a.amountHint}
              required={false}
              inputMode="numeric"
              value={max}
              error={to === undefined ? flow.details.amountWrong : null}
              onValue={setMax}
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
            onStep={(part) => put(i, part)}
            onRemove={steps.length > 1 ? () => setSteps(steps.filter((_, k) => k !== i)) : null}
          />
        ))}
        <Button
          kind="quiet"
          icon="plus"
          onClick={() => setSteps([...steps, { mode: 'any', people: [] }])}
        >
          {a.addStep}
        </Button>
        <CheckRow label={a.allowSelf} checked={self} onChecked={setSelf} />
        {save.problem?.status === 409 ? (
          <Notice tone="warning" live>
            {t.contacts.changed}
          </Notice>
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
