import { useMessages } from '../../messages';
import { Button } from '../../ui/kit';

/** The last cell of a row that may be edited and removed. */
export function RowActions({
  name,
  words,
  onEdit,
  onRemove,
}: {
  name: string;
  words: { edit: string; remove: string };
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { m } = useMessages();
  return (
    <td>
      <span className="actions actions-tight">
        <Button
          kind="quiet"
          icon="pen"
          aria-label={m.common.about(words.edit, name)}
          onClick={onEdit}
        >
          {words.edit}
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          aria-label={m.common.about(words.remove, name)}
          onClick={onRemove}
        >
          {words.remove}
        </Button>
      </span>
    </td>
  );
}
