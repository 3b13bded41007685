import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FieldArea, FieldKind, FlowDocument } from '../../../api/flowTypes';
import { useMessages } from '../../../messages';
import type { PageOverlay } from '../../../pdf/Page';
import type { ViewTarget } from '../../../pdf/Viewer';
import { Notice, ProgressBar } from '../../../ui/kit';
import { useFlow } from '../../flow';
import type { Draft } from '../draft';
import { FieldBox } from './FieldBox';
import { FieldList } from './FieldList';
import { FieldSettings } from './FieldSettings';
import { areaOf, faultyItem, freeSpot, inReadingOrder, type Item, newItem } from './model';
import { Palette } from './Palette';
import { boxId, partiesOf, partyOf } from './parties';
import type { Fields } from './useFields';

const Viewer = lazy(() => import('../../../pdf/Viewer'));

/** The page that holds the middle of the view; 1 before anything is drawn. */
function pageInView(board: HTMLElement | null): number {
  const view = board?.querySelector('.viewer-pages')?.getBoundingClientRect();
  if (!view) return 1;
  const middle = view.top + view.height / 2;
  const pages = [...(board?.querySelectorAll('.pdf-page') ?? [])];
  return (
    Math.max(
      0,
      pages.findLastIndex((p) => p.getBoundingClientRect().top <= middle),
    ) + 1
  );
}

/** One file with its fields: the palette, the page, the list and what is selected. */
export function Board({
  draft,
  fields,
  document,
}: {
  draft: Draft;
  fields: Fields;
  document: FlowDocument;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const f = t.fields;
  const board = useRef<HTMLDivElement>(null);
  const all = useMemo(() => fields.items ?? [], [fields.items]);
  const parties = useMemo(
    () => partiesOf(draft.envelope.recipients, f.sender),
    [draft.envelope.recipients, f.sender],
  );
  const [who, setWho] = useState<string | null>(parties[0]?.id ?? null);
  const [armed, setArmed] = useState<FieldKind | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [target, setTarget] = useState<ViewTarget | null>(null);
  const [said, setSaid] = useState('');
  const focus = useRef<string | null>(null);

  useEffect(() => {
    if (!focus.current) return;
    window.document.getElementById(focus.current)?.focus({ preventScroll: true });
    focus.current = null;
  });
  useEffect(() => {
    if (!armed) return;
    const stop = (event: globalThis.KeyboardEvent) => event.key === 'Escape' && setArmed(null);
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [armed]);

  const { change } = fields.store;
  const latest = useRef({ all, change });
  latest.current = { all, change };
  const replace = useCallback((item: Item) => {
    const now = latest.current;
    now.change(now.all.map((x) => (x.key === item.key ? item : x)));
  }, []);
  const remove = useCallback(
    (item: Item) => {
      const now = latest.current;
      now.change(now.all.filter((x) => x.key !== item.key));
      setSelected(null);
      setSaid(f.removed(f.kind[item.kind]));
      board.current?.querySelector<HTMLElement>('.viewer-pages')?.focus({ preventScroll: true });
    },
    [f],
  );
  const add = useCallback(
    (kind: FieldKind, area: FieldArea) => {
      const now = latest.current;
      const item = newItem(kind, document.id, who, area, f.choices);
      now.change([...now.all, item]);
      setArmed(null);
      setSelected(item.key);
      setSaid(f.placed(f.kind[kind], area.page));
      focus.current = boxId(item, 0);
      return item;
    },
    [document.id, who, f],
  );
  const show = (item: Item) => {
    const area = item.areas[0];
    setSelected(item.key);
    focus.current = boxId(item, 0);
    if (area)
      setTarget({ key: `${item.key}-${Date.now()}`, page: area.page - 1, x: area.x, y: area.y });
  };
  const placeHere = (kind: FieldKind) => {
    const area = areaOf(kind, pageInView(board.current), 0.5, 0.5);
    show(add(kind, freeSpot(all, document.id, area)));
  };

  const faulty = useMemo(() => {
    const keys = (fields.saveProblem?.errors ?? []).map((e) => {
      const n = faultyItem(e.field);
      return n === null ? undefined : all[n]?.key;
    });
    return new Set(keys.filter((key) => key !== undefined));
  }, [fields.saveProblem, all]);

  const overlay = useCallback<PageOverlay>(
    (index) => (
      // Placing by the pointer; keys place from the palette.
      // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
      <div
        className={`field-layer${armed ? ' field-layer-armed' : ''}`}
        onClick={(event) => {
          if (!armed) return;
          const box = event.currentTarget.getBoundingClientRect();
          const x = (event.clientX - box.left) / box.width;
          const y = (event.clientY - box.top) / box.height;
          add(armed, areaOf(armed, index + 1, x, y));
        }}
      >
        {all
          .filter((item) => item.document_id === document.id)
          .flatMap((item) =>
            item.areas.map(
              (area, i) =>
                area.page === index + 1 && (
                  <FieldBox
                    // Areas of a field never change places.
                    // oxlint-disable-next-line react/no-array-index-key
                    key={`${item.key}-${i}`}
                    item={item}
                    index={i}
                    party={partyOf(parties, item.recipient_id)}
                    selected={selected === item.key}
                    faulty={faulty.has(item.key)}
                    onArea={(next) => {
                      replace({ ...item, areas: item.areas.map((a, k) => (k === i ? next : a)) });
                      setSaid(
                        next.w === area.w && next.h === area.h
                          ? f.moved(Math.round(next.x * 100), Math.round(next.y * 100))
                          : f.sized(Math.round(next.w * 100), Math.round(next.h * 100)),
                      );
                    }}
                    onSelect={() => setSelected(item.key)}
                    onRemove={() => remove(item)}
                  />
                ),
            ),
          )}
      </div>
    ),
    [all, armed, document.id, parties, selected, faulty, add, replace, remove, f],
  );

  const here = inReadingOrder(all.filter((item) => item.document_id === document.id));
  const item = all.find((x) => x.key === selected);
  return (
    <div className="board" ref={board}>
      {parties.length === 1 && <Notice tone="warning">{f.noSigner}</Notice>}
      {fields.saveProblem && fields.save === 'failed' && (
        <Wrong fields={fields} all={all} onShow={show} />
      )}
      <Palette
        parties={parties}
        who={who}
        armed={armed}
        onWho={setWho}
        onArm={setArmed}
        onPlace={placeHere}
      />
      <div className="board-page">
        <Suspense fallback={<ProgressBar label={m.viewer.loading} value={null} />}>
          <Viewer
            url={`/api/v1/envelopes/${draft.envelope.id}/documents/${document.id}/file?revision=current`}
            name={document.name}
            overlay={overlay}
            target={target}
          />
        </Suspense>
      </div>
      <div className="board-side">
        {item && (
          <FieldSettings
            key={item.key}
            item={item}
            parties={parties}
            onChange={replace}
            onRemove={() => remove(item)}
          />
        )}
        <FieldList
          items={here}
          parties={parties}
          selected={selected}
          faulty={faulty}
          onSelect={show}
        />
      </div>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}

/** What the service refused, with a way to each field that is meant. */
function Wrong({
  fields,
  all,
  onShow,
}: {
  fields: Fields;
  all: Item[];
  onShow: (item: Item) => void;
}) {
  const { m } = useMessages();
  const { t } = useFlow();
  const problem = fields.saveProblem;
  return (
    <Notice tone="error" title={t.fields.wrong} live>
      <ul>
        {problem?.errors.map((e) => {
          const item = all[faultyItem(e.field) ?? -1];
          return (
            <li key={e.field + e.code}>
              {item && `${t.fields.kind[item.kind]}${item.label ? `「${item.label}」` : ''}：`}
              {e.message}{' '}
              {item && (
                <button type="button" className="link" onClick={() => onShow(item)}>
                  {t.fields.show}
                </button>
              )}
            </li>
          );
        })}
        {!problem?.errors.length && <li>{problem?.message || m.error.unknown}</li>}
      </ul>
    </Notice>
  );
}
