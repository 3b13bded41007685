import { useId, useState } from 'react';
import type { SealShape, SealText } from '../../api/recipient';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Button, Field, ProblemNotice, TextField } from '../../ui/kit';
import { Picture, useDrawn } from './Drawn';
import { familyName } from './values';

/** Sizes that such seals have, millimetres; 0 is the usual one (docs of the API: SealText). */
const SIZES: Record<SealShape, number[]> = {
  round: [0, 10.5, 12, 13.5, 15, 16.5, 18],
  square: [0, 21, 22.5, 24],
  company: [0, 18],
};
const SHAPES: SealShape[] = ['round', 'square', 'company'];
const TEXT_MAX: Record<SealShape, number> = { round: 6, square: 25, company: 9 };

interface Person {
  name: string;
  company: string;
}

const usual = (shape: SealShape, person: Person, office: string): SealText => ({
  shape,
  text:
    shape === 'round'
      ? familyName(person.name)
      : shape === 'square'
        ? person.company.slice(0, TEXT_MAX.square)
        : office,
  outer: shape === 'company' ? person.company.slice(0, 24) : '',
  mm: 0,
});

function Shapes({ value, onValue }: { value: SealShape; onValue: (shape: SealShape) => void }) {
  const { locale } = useMessages();
  const w = fillWords[locale].picture;
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{w.shape}</legend>
      {SHAPES.map((shape) => (
        <label key={shape} className="choice">
          <input
            type="radio"
            name={name}
            checked={value === shape}
            onChange={() => onValue(shape)}
          />
          <span>{w.shapes[shape]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A seal out of letters, as the server will draw it in the document. */
export function SealMaker({
  person,
  onSeal,
}: {
  person: Person;
  onSeal: (seal: SealText) => void;
}) {
  const { locale } = useMessages();
  const words = fillWords[locale];
  const w = words.picture;
  const [seal, setSeal] = useState<SealText>(() => usual('round', person, w.office));
  const ready = seal.text.trim() !== '' && (seal.shape !== 'company' || seal.outer.trim() !== '');
  const { picture, problem, busy } = useDrawn('/recipient/seals/preview', ready ? seal : null, 350);
  const edit = (part: Partial<SealText>) => setSeal((old) => ({ ...old, ...part }));
  const textError = problem?.errors.find((e) => e.field === 'text')?.message;
  return (
    <div className="seal-maker">
      <div className="seal-top">
        <Shapes value={seal.shape} onValue={(shape) => setSeal(usual(shape, person, w.office))} />
        <div className="seal-preview" aria-busy={busy} aria-live="polite">
          {picture ? (
            <Picture picture={picture} label={`${words.previewLabel}：${seal.text}`} />
          ) : (
            <span className="muted small">{busy ? words.drawing : ''}</span>
          )}
        </div>
      </div>
      {seal.shape === 'company' && (
        <TextField
          label={w.sealOuter}
          value={seal.outer}
          maxLength={24}
          onValue={(outer) => edit({ outer })}
        />
      )}
      <div className="field-pair">
        <TextField
          label={w.sealText[seal.shape]}
          hint={w.shapeHint[seal.shape]}
          value={seal.text}
          maxLength={TEXT_MAX[seal.shape]}
          error={textError}
          onValue={(text) => edit({ text })}
        />
        <Field label={w.size} hint={w.sizeHint}>
          {(ids) => (
            <select
              value={seal.mm}
              onChange={(event) => edit({ mm: Number(event.target.value) })}
              {...ids}
            >
              {SIZES[seal.shape].map((mm) => (
                <option key={mm} value={mm}>
                  {mm ? w.mm(mm) : w.sizeUsual}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {problem && !textError && <ProblemNotice problem={problem} />}
      <p className="actions">
        <Button
          kind="primary"
          icon="check"
          disabled={!ready || problem !== null}
          onClick={() => onSeal(seal)}
        >
          {w.use}
        </Button>
      </p>
    </div>
  );
}
