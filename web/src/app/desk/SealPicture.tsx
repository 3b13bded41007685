import type { Seal } from '../../api/flowTypes';
import { useLoad } from '../../lib/hooks';
import { Drawn } from './Drawn';
import { pictureFrom } from './picture';
import { useDesk } from './words';

/** A kept seal: a picture has its address, one from text is drawn anew. */
export function SealPicture({ seal }: { seal: Seal }) {
  const { t } = useDesk();
  const label = t.seals.image(seal.name);
  const { shape, text, outer, mm } = seal;
  const drawn = useLoad(
    async (signal) =>
      shape ? pictureFrom('/seals/preview', { shape, text, outer, mm }, signal) : null,
    [seal.id],
  );
  if (!shape)
    return (
      <div className="seal-picture">
        <img src={`/api/v1/seals/${seal.id}/image`} alt={label} />
      </div>
    );
  return drawn.data ? <Drawn blob={drawn.data} label={label} /> : <div className="seal-picture" />;
}
