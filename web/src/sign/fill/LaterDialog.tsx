import { useEffect, useState } from 'react';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Button, Dialog, Notice, ProblemNotice, ProgressBar } from '../../ui/kit';
import { useFillingHere } from './useFilling';

/** 一時保存: saves what waits, then says how to come back. */
export function LaterDialog({ onClose }: { onClose: () => void }) {
  const { m, locale } = useMessages();
  const w = fillWords[locale];
  const { flush, errors, problem } = useFillingHere();
  const [saved, setSaved] = useState<boolean | null>(null);
  useEffect(() => {
    let here = true;
    void flush().then((all) => {
      if (here) setSaved(all);
    });
    return () => {
      here = false;
    };
  }, [flush]);
  const good = saved && errors.size === 0;
  return (
    <Dialog sheet title={w.later} onClose={onClose}>
      {saved === null && <ProgressBar label={w.save.saving} value={null} />}
      {good && (
        <Notice tone="success" title={w.laterTitle} live>
          <p>{w.laterBody}</p>
        </Notice>
      )}
      {saved && !good && (
        <Notice tone="warning" live>
          <p>{w.laterFailed}</p>
        </Notice>
      )}
      {saved === false &&
        (problem ? <ProblemNotice problem={problem} /> : <p role="alert">{w.save.failed}</p>)}
      <p className="actions actions-end">
        <Button kind="primary" onClick={onClose}>
          {m.common.close}
        </Button>
      </p>
    </Dialog>
  );
}
