import { useId, useState } from 'react';
import type { Problem } from '../../api/client';
import type { PartyPolicy } from '../../api/schema';
import { date } from '../../lib/dates';
import { useMessages } from '../../messages';
import { partyWords } from '../../messages/party';
import { Cards } from '../../ui/Cards';
import { CheckRow } from '../../ui/CheckRow';
import { FilePicker } from '../../ui/FilePicker';
import { FieldMessage, IconButton, Notice, TextArea } from '../../ui/kit';
import {
  algorithmRows,
  base64,
  type Draft,
  FILE_MAX,
  type Issuer,
  isFile,
  NEW_FORM,
  OLD_FORM,
  preferred,
  withAlgorithm,
} from './policy';

export interface PartProps {
  draft: Draft;
  policy: PartyPolicy;
  problem: Problem | null;
  onDraft: (draft: Draft) => void;
}

export const usePartyWords = () => {
  const { locale } = useMessages();
  return { w: partyWords[locale], locale };
};

/** The first thing that the server said of a member, or of an element of it. */
const errorOf = (problem: Problem | null, name: string): string | undefined =>
  problem?.errors.find((e) => e.field === name || e.field.startsWith(`${name}[`))?.message;

export function IssuerFacts({ issuer }: { issuer: Issuer }) {
  const { w, locale } = usePartyWords();
  const words = w.issuers;
  if (isFile(issuer))
    return (
      <div className="party-issuer">
        <strong className="break">{issuer.file}</strong>
        <span className="small muted block-line">{words.fresh}</span>
      </div>
    );
  return (
    <div className="party-issuer">
      <strong className="break">{issuer.name}</strong>
      <span className="small muted block-line break">{issuer.subject}</span>
      <span className="small muted block-line">
        {words.until} {date(issuer.not_after, locale)}
      </span>
      <span className="small muted block-line break">
        {words.fingerprint} {issuer.sha256}
      </span>
    </div>
  );
}

export function Issuers({ draft, problem, onDraft }: PartProps) {
  const { w } = usePartyWords();
  const words = w.issuers;
  const [large, setLarge] = useState('');
  const error = large || errorOf(problem, 'issuers');
  const add = async (files: File[]) => {
    const small = files.filter((file) => file.size <= FILE_MAX);
    const tooLarge = files.find((file) => file.size > FILE_MAX);
    setLarge(tooLarge ? words.tooLarge(tooLarge.name) : '');
    const read = await Promise.all(
      small.map(async (file) => ({
        certificate: base64(new Uint8Array(await file.arrayBuffer())),
        file: file.name,
      })),
    );
    onDraft({ ...draft, issuers: [...draft.issuers, ...read] });
  };
  return (
    <section className="card" aria-labelledby="party-issuers">
      <h2 id="party-issuers">{words.title}</h2>
      <p className="muted">{words.means}</p>
      {draft.issuers.length === 0 && <p className="small muted">{words.none}</p>}
      <ul className="party-issuers">
        {draft.issuers.map((issuer, at) => (
          // The same file may stand here twice until it is saved.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${at}-${isFile(issuer) ? issuer.file : issuer.sha256}`}>
            <IssuerFacts issuer={issuer} />
            <IconButton
              icon="trash"
              label={words.remove(isFile(issuer) ? issuer.file : issuer.name)}
              onClick={() =>
                onDraft({ ...draft, issuers: draft.issuers.filter((_, i) => i !== at) })
              }
            />
          </li>
        ))}
      </ul>
      <FilePicker
        compact
        multiple
        accept=".cer,.crt,.der,.pem,application/pkix-cert,application/x-pem-file"
        drop={words.drop}
        choose={words.choose}
        limit={words.limit}
        onFiles={(files) => void add(files)}
      />
      {error && <FieldMessage>{error}</FieldMessage>}
    </section>
  );
}

export function Policies({ draft, problem, onDraft }: PartProps) {
  const { w } = usePartyWords();
  const words = w.policies;
  return (
    <section className="card" aria-labelledby="party-policies">
      <h2 id="party-policies">{words.title}</h2>
      <p className="muted">{words.means}</p>
      <TextArea
        label={words.label}
        hint={words.hint}
        required={false}
        rows={3}
        spellCheck={false}
        value={draft.policies}
        error={errorOf(problem, 'policies')}
        onValue={(policies) => onDraft({ ...draft, policies })}
      />
    </section>
  );
}

export function Algorithms({ draft, policy, problem, onDraft }: PartProps) {
  const { w } = usePartyWords();
  const id = useId();
  const words = w.algorithms;
  const { algorithms } = draft;
  const error = algorithms.length === 0 ? words.needed : errorOf(problem, 'algorithms');
  return (
    <fieldset className="card policy-purpose" aria-describedby={id}>
      <legend>{words.title}</legend>
      <p id={id} className="muted">
        {words.means}
      </p>
      {algorithmRows(algorithms, policy.known_algorithms).map((name) => {
        const at = algorithms.indexOf(name);
        return (
          <div key={name} className="party-algorithm">
            <CheckRow
              label={words.name(name)}
              checked={at >= 0}
              onChecked={(on) =>
                onDraft({ ...draft, algorithms: withAlgorithm(algorithms, name, on) })
              }
            />
            {at > 0 && (
              <IconButton
                icon="up"
                label={words.prefer(words.name(name))}
                onClick={() => onDraft({ ...draft, algorithms: preferred(algorithms, name) })}
              />
            )}
          </div>
        );
      })}
      {error && <FieldMessage>{error}</FieldMessage>}
    </fieldset>
  );
}

export function Form({ draft, onDraft }: PartProps) {
  const { w } = usePartyWords();
  const words = w.form;
  return (
    <section className="card">
      <Cards
        legend={words.title}
        large
        name="sub_filter"
        value={draft.sub_filter}
        hint={words.means}
        choices={([NEW_FORM, OLD_FORM] as const).map((value) => ({
          value,
          ...words.value[value],
        }))}
        onValue={(sub_filter) => onDraft({ ...draft, sub_filter })}
      />
      {draft.sub_filter === OLD_FORM && <Warning {...words} />}
    </section>
  );
}

export function Warning({ warning, warningDetail }: { warning: string; warningDetail: string[] }) {
  return (
    <Notice tone="warning" title={warning} live>
      <ul>
        {warningDetail.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Notice>
  );
}

export function Jpki({ draft, onDraft }: PartProps) {
  const { w } = usePartyWords();
  const words = w.jpki;
  return (
    <section className="card" aria-labelledby="party-jpki">
      <h2 id="party-jpki">{words.title}</h2>
      <p className="muted">{words.means}</p>
      <CheckRow
        label={words.label}
        hint={words.hint}
        checked={draft.jpki}
        onChecked={(jpki) => onDraft({ ...draft, jpki })}
      />
      {draft.jpki && <Warning {...words} />}
    </section>
  );
}
