import { useId, useState } from 'react';
import { asProblem, type Problem } from '../../api/client';
import { cutOut, keepPicture } from '../../api/recipient';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { CheckRow } from '../../ui/CheckRow';
import { Button, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';

/** Larger photographs are made smaller here: nothing of a seal is lost, and phones send less. */
const SIDE_MAX = 1600;

/** Upright as the camera held it, at most SIDE_MAX a side, as PNG; null: no picture. */
async function readPicture(file: File): Promise<Blob | null> {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE_MAX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await new Promise((done) => canvas.toBlob(done, 'image/png'));
  } catch {
    return null;
  }
}

/** A picture from this device: kept by the service for this contract alone. */
export function UploadPicture({
  cutFirst,
  onImage,
}: {
  /** Of a seal the paper goes away unless one says otherwise. */
  cutFirst: boolean;
  onImage: (id: string) => void;
}) {
  const { locale } = useMessages();
  const w = fillWords[locale].picture;
  const input = useId();
  const [cut, setCut] = useState(cutFirst);
  const [onlyRed, setOnlyRed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unreadable, setUnreadable] = useState(false);

  const take = async (file: File) => {
    setBusy(true);
    setProblem(null);
    const picture = await readPicture(file);
    setUnreadable(!picture);
    try {
      if (picture) onImage(await keepPicture(cut ? await cutOut(picture, onlyRed) : picture));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="upload">
      <p className="hint">{w.uploadHint}</p>
      <CheckRow label={w.cut} checked={cut} onChecked={setCut} />
      {cut && <CheckRow label={w.onlyRed} checked={onlyRed} onChecked={setOnlyRed} />}
      {busy && (
        <div role="status">
          <ProgressBar label={w.uploading} value={null} />
          <p className="small">{w.uploading}</p>
        </div>
      )}
      {unreadable && <Notice tone="error" title={w.unreadable} live />}
      {problem && <ProblemNotice problem={problem} />}
      <input
        id={input}
        className="visually-hidden"
        type="file"
        accept="image/png,image/jpeg"
        tabIndex={-1}
        aria-label={w.choose}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void take(file);
        }}
      />
      <p className="actions">
        <Button
          kind="primary"
          icon="upload"
          busy={busy}
          onClick={() => document.getElementById(input)?.click()}
        >
          {problem || unreadable ? w.chooseAgain : w.choose}
        </Button>
      </p>
    </div>
  );
}
