import type { FlowEnvelope } from '../../api/flowTypes';
import { dateTime } from '../../lib/dates';
import { Notice } from '../../ui/kit';
import { useFlow } from '../flow';

/** A recipient sent it back: what to change before it is sent again. */
export function Returned({ returned: r }: { returned: NonNullable<FlowEnvelope['returned']> }) {
  const { t, locale } = useFlow();
  return (
    <Notice tone="warning" title={t.envelope.returned(r.by, dateTime(r.at, locale))}>
      <p className="pre">{r.comment}</p>
    </Notice>
  );
}
