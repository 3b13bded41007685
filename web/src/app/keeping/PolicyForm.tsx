import type { ReactNode } from 'react';
import type { RenewalMethod, StampChoice, StampPolicy } from '../../api/types';
import { useMessages } from '../../messages';
import { Cards } from '../../ui/Cards';
import { Field, Notice } from '../../ui/kit';
import { VersionedForm } from '../VersionedForm';
import { useWords } from './parts';
import {
  CLASSES,
  draftOf,
  hasOthers,
  inClass,
  isStuck,
  notAccredited,
  type PolicyDraft,
  replace,
  sameDraft,
  withClass,
} from './policy';

const METHODS: RenewalMethod[] = ['timestamp', 'record'];
type Authorities = StampPolicy['authorities'];

export function PolicyForm({
  policy,
  onPolicy,
}: {
  policy: StampPolicy;
  /** What is kept now: saved from here, or by somebody else. */
  onPolicy: (policy: StampPolicy) => void;
}) {
  const { t } = useWords();
  const w = t.stamping;
  return (
    <VersionedForm
      path="/timestamps/policy"
      value={policy}
      onValue={onPolicy}
      draftOf={draftOf}
      same={sameDraft}
      edit={(draft, version) => ({ ...draft, version })}
      words={w}
      actions="actions policy-save"
    >
      {({ draft, onDraft }) => (
        <>
          <Law draft={draft} />
          <h2 className="section-title">{w.purposes}</h2>
          {draft.purposes.map((choice) => (
            <Purpose
              key={choice.purpose}
              choice={choice}
              authorities={policy.authorities}
              onChange={(next) => onDraft(replace(draft, next))}
            />
          ))}
          <Method
            value={draft.renewal_method}
            onValue={(renewal_method) => onDraft({ ...draft, renewal_method })}
          />
        </>
      )}
    </VersionedForm>
  );
}

/** Which time-stamps the tax rules accept, and whether these are they. */
function Law({ draft }: { draft: PolicyDraft }) {
  const { m } = useMessages();
  const { t } = useWords();
  const w = t.stamping;
  const others = notAccredited(draft);
  if (!others.length)
    return (
      <Notice title={w.lawOkTitle}>
        <p>{w.lawOk}</p>
      </Notice>
    );
  return (
    <Notice tone="warning" title={w.lawTitle}>
      <p>{w.law}</p>
      <p>{w.lawPurposes(others.map((p) => w.purposeTitle[p]).join(m.common.and))}</p>
    </Notice>
  );
}

function Purpose({
  choice,
  authorities,
  onChange,
}: {
  choice: StampChoice;
  authorities: Authorities;
  onChange: (choice: StampChoice) => void;
}) {
  const { t } = useWords();
  const w = t.stamping;
  const list = inClass(authorities, choice.class);
  const stuck = isStuck(choice, authorities);
  return (
    <fieldset className="card policy-purpose">
      <legend>{w.purposeTitle[choice.purpose]}</legend>
      <p className="muted">{w.purposeMeans[choice.purpose]}</p>
      <div className="policy-grid">
        <Field label={w.class} hint={w.classMeans[choice.class]}>
          {(ids) => (
            <select
              {...ids}
              value={choice.class}
              onChange={(event) =>
                onChange(withClass(choice, event.target.value as StampChoice['class'], authorities))
              }
            >
              {CLASSES.map((c) => (
                <option key={c} value={c}>
                  {inClass(authorities, c).length ? w.classValue[c] : w.missing(w.classValue[c])}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label={w.authority}
          hint={choice.authority === null ? w.authorityMeans.any : w.authorityMeans.one}
        >
          {(ids) => (
            <select
              {...ids}
              value={choice.authority ?? ''}
              onChange={(event) => onChange({ ...choice, authority: event.target.value || null })}
            >
              <option value="">{w.anyAuthority}</option>
              {list.map((a) => (
                <option key={a.name} value={a.name}>
                  {choice.class === 'any' ? w.withClass(a.name, w.classValue[a.class]) : a.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {stuck ? (
        <Notice tone="error" title={w.stuckTitle}>
          <p>{w.stuck}</p>
        </Notice>
      ) : (
        <Cards
          legend={w.fallback}
          name={`fallback-${choice.purpose}`}
          value={choice.fallback ? 'yes' : 'no'}
          choices={(['yes', 'no'] as const).map((value) => ({
            value,
            title: w.fallbackValue[value],
            means: w.fallbackMeans[value],
          }))}
          onValue={(value) => onChange({ ...choice, fallback: value === 'yes' })}
          hint={hasOthers(choice, authorities) ? '' : w.noOther}
        />
      )}
    </fieldset>
  );
}

function Method({
  value,
  onValue,
}: {
  value: RenewalMethod;
  onValue: (value: RenewalMethod) => void;
}) {
  const { t } = useWords();
  const w = t.stamping;
  return (
    <section className="card">
      <Cards
        legend={w.method}
        large
        name="method"
        value={value}
        choices={METHODS.map((method) => ({
          value: method,
          title: w.methodValue[method],
          means: w.methodMeans[method],
        }))}
        onValue={onValue}
        hint={w.methodLead}
      />
    </section>
  );
}

/** For those who may look and not change: what is chosen, as text. */
export function PolicyFacts({ policy }: { policy: StampPolicy }) {
  const { t } = useWords();
  const w = t.stamping;
  const draft = draftOf(policy);
  return (
    <>
      <Law draft={draft} />
      <h2 className="section-title">{w.purposes}</h2>
      {draft.purposes.map((p) => (
        <section key={p.purpose} className="card" aria-labelledby={`purpose-${p.purpose}`}>
          <h3 id={`purpose-${p.purpose}`}>{w.purposeTitle[p.purpose]}</h3>
          <p className="muted">{w.purposeMeans[p.purpose]}</p>
          <dl className="facts">
            <Fact label={w.class} value={w.classValue[p.class]} means={w.classMeans[p.class]} />
            <Fact label={w.authority} value={p.authority ?? w.anyAuthority} />
            <Fact
              label={w.fallback}
              value={w.fallbackValue[p.fallback ? 'yes' : 'no']}
              means={w.fallbackMeans[p.fallback ? 'yes' : 'no']}
            />
          </dl>
          {isStuck(p, policy.authorities) && <Notice tone="error" title={w.stuckTitle} />}
        </section>
      ))}
      <section className="card" aria-labelledby="method">
        <h3 id="method">{w.method}</h3>
        <p>
          <strong>{w.methodValue[policy.renewal_method]}</strong>
        </p>
        <p className="muted">{w.methodMeans[policy.renewal_method]}</p>
      </section>
    </>
  );
}

function Fact({ label, value, means }: { label: string; value: ReactNode; means?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value}
        {means && <span className="small muted block-line">{means}</span>}
      </dd>
    </div>
  );
}
