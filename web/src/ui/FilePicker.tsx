import { type DragEvent, useId, useRef, useState } from 'react';
import { useMessages } from '../messages';
import { Button } from './kit';
import { Icon } from './Icon';

/** A place to drop files, and a button for everybody else. */
export function FilePicker({
  multiple = false,
  drop,
  choose,
  limit,
  onFiles,
  compact = false,
  accept = 'application/pdf,.pdf',
}: {
  multiple?: boolean;
  drop: string;
  choose: string;
  limit: string;
  onFiles: (files: File[]) => void;
  compact?: boolean;
  /** What the browser's own dialog offers; empty: everything. */
  accept?: string;
}) {
  const { m } = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [over, setOver] = useState(0);
  const stop = (event: DragEvent) => event.preventDefault();
  return (
    // Dropping is for the mouse alone; the button inside does the same.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`dropzone${over > 0 ? ' dropzone-over' : ''}${compact ? ' dropzone-compact' : ''}`}
      onDragEnter={(event) => {
        stop(event);
        setOver((n) => n + 1);
      }}
      onDragLeave={() => setOver((n) => Math.max(0, n - 1))}
      onDragOver={stop}
      onDrop={(event) => {
        stop(event);
        setOver(0);
        const files = [...event.dataTransfer.files];
        if (files.length) onFiles(multiple ? files : files.slice(0, 1));
      }}
    >
      <span className="dropzone-icon">
        <Icon name="upload" size={compact ? 22 : 32} />
      </span>
      <p className="dropzone-title">{drop}</p>
      <p className="small muted">{m.wizard.files.or}</p>
      <Button
        kind={compact ? 'secondary' : 'primary'}
        icon="file"
        aria-describedby={hint}
        onClick={() => input.current?.click()}
      >
        {choose}
      </Button>
      <p id={hint} className="small muted">
        {limit}
      </p>
      <input
        ref={input}
        type="file"
        accept={accept || undefined}
        multiple={multiple}
        hidden
        aria-label={choose}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length) onFiles(files);
        }}
      />
    </div>
  );
}
