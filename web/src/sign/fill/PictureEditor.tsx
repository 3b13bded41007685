import { useState } from 'react';
import type { FieldContent, Picture as PictureValue, RecipientField } from '../../api/recipient';
import { useMedia } from '../../lib/hooks';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Icon } from '../../ui/Icon';
import { Button, TextField } from '../../ui/kit';
import { Picture, useDrawn } from './Drawn';
import { InkPad } from './InkPad';
import { SavedSeals, useSavedSeals } from './SavedSeals';
import { SealMaker } from './SealMaker';
import { UploadPicture } from './UploadPicture';

type Way = 'ink' | 'typed' | 'seal' | 'image' | 'saved';

const WAYS: Record<string, Way[]> = {
  ink: ['ink', 'typed', 'image'],
  initials: ['ink', 'typed', 'image'],
  signature: ['ink', 'typed', 'seal', 'image'],
  seal: ['seal', 'image'],
};

interface Props {
  field: RecipientField;
  value: FieldContent;
  error: string | null;
  aspect: number;
  person: { name: string; company: string };
  onValue: (value: FieldContent) => void;
}

function TypedName({ field, person, onValue }: Pick<Props, 'field' | 'person' | 'onValue'>) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const [text, setText] = useState(field.kind === 'ink' ? '' : person.name);
  const typed = text.trim();
  const { picture } = useDrawn(
    `/recipient/fields/${field.id}/preview`,
    typed ? { value: { typed } } : null,
    350,
  );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typed) onValue({ typed });
      }}
    >
      <TextField label={w.picture.typedLabel} value={text} maxLength={200} onValue={setText} />
      {picture && (
        <div className="box-preview">
          <Picture picture={picture} label={`${w.previewLabel}：${typed}`} />
        </div>
      )}
      <p className="actions">
        <Button type="submit" kind="primary" icon="check" disabled={!typed}>
          {w.picture.use}
        </Button>
      </p>
    </form>
  );
}

/** What was chosen, as it will stand in the document. */
function Chosen({ field, value, error, onChange, onValue }: Props & { onChange: () => void }) {
  const { locale } = useMessages();
  const w = fillWords[locale];
  const { picture, busy } = useDrawn(
    `/recipient/fields/${field.id}/preview`,
    error ? null : { value },
  );
  return (
    <div>
      {!error && (
        <figure className="box-preview" aria-busy={busy}>
          {picture && <Picture picture={picture} label={w.previewLabel} />}
          <figcaption className="small muted">{busy ? w.drawing : w.previewLabel}</figcaption>
        </figure>
      )}
      <p className="actions">
        <Button icon="pen" onClick={onChange}>
          {w.change}
        </Button>
        <Button kind="quiet" icon="trash" onClick={() => onValue(null)}>
          {w.clear}
        </Button>
      </p>
    </div>
  );
}

/** Handwriting, a name in letters, a seal, a picture: whichever a person can do. */
export function PictureEditor(props: Props) {
  const { field, value, error, aspect, person, onValue } = props;
  const { locale } = useMessages();
  const w = fillWords[locale];
  const finger = useMedia('(pointer: coarse)');
  const seals = useSavedSeals(field.kind === 'seal' || field.kind === 'signature');
  const offered = WAYS[field.kind] ?? [];
  const ways = seals.length ? [...offered, 'saved' as const] : offered;
  const first = offered.includes('ink') && (finger || field.kind === 'ink') ? 'ink' : undefined;
  const [chosen, setChosen] = useState<Way | null>(null);
  const [editing, setEditing] = useState(value === null);
  const way = chosen ?? first ?? (field.kind === 'signature' ? 'typed' : (ways[0] ?? 'ink'));

  const take = (picture: PictureValue) => {
    onValue(picture);
    setEditing(false);
  };
  const put = (next: FieldContent) => {
    onValue(next);
    setEditing(next === null);
  };
  return (
    <div className="picture-editor">
      {error && (
        <p className="field-message" role="alert">
          <Icon name="error" size={18} />
          {error}
        </p>
      )}
      {!editing && value !== null ? (
        <Chosen {...props} onValue={put} onChange={() => setEditing(true)} />
      ) : (
        <>
          <div className="ways" role="group" aria-label={w.picture.ways}>
            {ways.map((one) => (
              <button
                key={one}
                type="button"
                className="way"
                aria-pressed={one === way}
                onClick={() => setChosen(one)}
              >
                {w.picture[one]}
              </button>
            ))}
          </div>
          {way === 'ink' && (
            <InkPad aspect={aspect} onInk={(ink) => onValue(ink?.length ? { ink } : null)} />
          )}
          {way === 'typed' && <TypedName field={field} person={person} onValue={put} />}
          {way === 'seal' && <SealMaker person={person} onSeal={(seal) => take({ seal })} />}
          {way === 'image' && (
            <UploadPicture cutFirst={field.kind === 'seal'} onImage={(image) => take({ image })} />
          )}
          {way === 'saved' && <SavedSeals seals={seals} onSaved={(saved) => take({ saved })} />}
        </>
      )}
    </div>
  );
}
