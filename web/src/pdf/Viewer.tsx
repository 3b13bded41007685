import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  anchoredScroll,
  clampZoom,
  cssSize,
  fitWidth,
  pageAt,
  type Size,
  zoomStep,
} from '../lib/geometry';
import { useMessages } from '../messages';
import { IconButton, Notice, ProgressBar } from '../ui/kit';
import { openPdf, type PdfDocument } from './engine';
import { Page, type PageOverlay } from './Page';
import { usePinch } from './pinch';

const GAP = 16;
/** Wide screens: a page as wide as the window is too large to read. */
const AUTO_MAX = 1.4;
const A4: Size = { width: 595, height: 842 };

/** A place to bring into view; a new key brings it there again. */
export interface ViewTarget {
  key: string;
  /** From 0. */
  page: number;
  /** Fractions of the page. */
  x: number;
  y: number;
}

/** Scrolls through a PDF fetched by ranges. `onShown` tells that its first page was really drawn. */
export default function Viewer({
  url,
  name,
  onShown,
  extra,
  overlay,
  target,
}: {
  url: string;
  name: string;
  onShown?: () => void;
  extra?: ReactNode;
  overlay?: PageOverlay;
  target?: ViewTarget | null;
}) {
  const { m } = useMessages();
  const scroller = useRef<HTMLElement>(null);
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const [pdf, setPdf] = useState<PdfDocument | null>(null);
  const [failed, setFailed] = useState(false);
  const [sizes, setSizes] = useState<Size[]>([]);
  const [view, setView] = useState(0);
  const [chosen, setChosen] = useState<number | 'fit' | 'auto'>('auto');
  const [page, setPage] = useState(0);

  const first = sizes[0] ?? A4;
  const fit = fitWidth(first, view);
  const zoom = chosen === 'fit' ? fit : chosen === 'auto' ? Math.min(fit, AUTO_MAX) : chosen;
  const settled = useSettled(zoom);

  useEffect(() => {
    setPdf(null);
    setFailed(false);
    setPage(0);
    scroller.current?.scrollTo(0, 0);
    const task = openPdf(url);
    let stop = false;
    task.promise
      .then(async (loaded) => {
        const one = (await loaded.getPage(1)).getViewport({ scale: 1 });
        if (stop) return;
        setSizes(
          Array.from({ length: loaded.numPages }, () => ({ width: one.width, height: one.height })),
        );
        setPdf(loaded);
      })
      .catch(() => {
        if (!stop) setFailed(true);
      });
    return () => {
      stop = true;
      void task.destroy();
    };
  }, [url]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    setRoot(element);
    const measure = () => setView(Math.max(120, element.clientWidth - 2 * pad(element)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  // The point that the zoom turned about stays where it was.
  const anchor = useRef({ x: 0, y: 0 });
  const before = useRef(zoom);
  useLayoutEffect(() => {
    const element = scroller.current;
    const ratio = zoom / before.current;
    before.current = zoom;
    if (!element || ratio === 1 || !Number.isFinite(ratio)) return;
    element.scrollTop = anchoredScroll(element.scrollTop, anchor.current.y, ratio);
    element.scrollLeft = anchoredScroll(element.scrollLeft, anchor.current.x, ratio);
  }, [zoom]);

  const zoomTo = useCallback((next: number | 'fit', x?: number, y?: number) => {
    const element = scroller.current;
    const box = element?.getBoundingClientRect();
    anchor.current = {
      x: (x ?? (box ? box.left + box.width / 2 : 0)) - (box?.left ?? 0),
      y: (y ?? box?.top ?? 0) - (box?.top ?? 0),
    };
    setChosen(next === 'fit' ? 'fit' : clampZoom(next));
  }, []);
  usePinch(root, zoom, zoomTo);

  const tops: number[] = [];
  let y = GAP;
  for (const size of sizes) {
    tops.push(y);
    y += cssSize(size, zoom).height + GAP;
  }
  const goTo = (index: number) => {
    const target = Math.max(0, Math.min(sizes.length - 1, index));
    scroller.current?.scrollTo({ top: (tops[target] ?? 0) - GAP });
  };
  const reach = useRef<(to: ViewTarget) => void>(() => {});
  reach.current = ({ page: index, x, y: down }) => {
    const element = scroller.current;
    const css = cssSize(sizes[index] ?? A4, zoom);
    element?.scrollTo({
      top: (tops[index] ?? 0) + down * css.height - element.clientHeight * 0.35,
      left: x * css.width - element.clientWidth / 2,
    });
  };
  useEffect(() => {
    if (target && pdf) reach.current(target);
    // A target that is the same but for its identity is no new one.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [target?.key, pdf]);
  const onScroll = () => {
    const element = scroller.current;
    if (element) setPage(pageAt(tops, element.scrollTop + element.clientHeight / 2));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === ';') zoomTo(zoomStep(zoom, 1));
    else if (event.key === '-') zoomTo(zoomStep(zoom, -1));
    else if (event.key === '0') zoomTo('fit');
    else if (event.key === 'n') goTo(page + 1);
    else if (event.key === 'p') goTo(page - 1);
    else return;
    event.preventDefault();
  };

  const onSize = useCallback((index: number, size: Size) => {
    setSizes((old) => {
      const had = old[index];
      if (!had || (had.width === size.width && had.height === size.height)) return old;
      return old.map((have, i) => (i === index ? size : have));
    });
  }, []);
  const shown = useRef(onShown);
  shown.current = onShown;
  const onDrawn = useCallback(() => shown.current?.(), []);

  return (
    <div className="viewer">
      <div className="viewer-bar" role="toolbar" aria-label={m.viewer.toolbar}>
        {extra}
        <div className="viewer-group">
          <IconButton
            icon="up"
            className="wide-only"
            label={m.viewer.prev}
            disabled={page === 0}
            onClick={() => goTo(page - 1)}
          />
          <PageBox page={page} count={sizes.length} onGo={goTo} />
          <IconButton
            icon="down"
            className="wide-only"
            label={m.viewer.nextPage}
            disabled={page >= sizes.length - 1}
            onClick={() => goTo(page + 1)}
          />
        </div>
        <div className="viewer-group">
          <IconButton
            icon="zoomOut"
            label={m.viewer.zoomOut}
            disabled={zoom <= 0.5}
            onClick={() => zoomTo(zoomStep(zoom, -1))}
          />
          <output
            className="viewer-zoom wide-only"
            aria-label={m.viewer.zoom(Math.round(zoom * 100))}
          >
            {Math.round(zoom * 100)} %
          </output>
          <IconButton
            icon="zoomIn"
            label={m.viewer.zoomIn}
            disabled={zoom >= 4}
            onClick={() => zoomTo(zoomStep(zoom, 1))}
          />
          <IconButton
            icon="fit"
            label={m.viewer.fit}
            aria-pressed={chosen === 'fit'}
            onClick={() => zoomTo('fit')}
          />
        </div>
      </div>
      {/* A scrolling region must take the focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <section
        ref={scroller}
        className="viewer-pages"
        aria-label={m.viewer.label(name)}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {failed && (
          <Notice tone="error" title={m.viewer.failed} live>
            <p>{m.viewer.failedDetail}</p>
          </Notice>
        )}
        {!pdf && !failed && (
          <div className="viewer-wait">
            <ProgressBar label={m.viewer.loading} value={null} />
            <p>{m.viewer.loading}</p>
          </div>
        )}
        {pdf &&
          sizes.map((size, index) => (
            <Page
              // Pages never change places.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              pdf={pdf}
              index={index}
              size={size}
              zoom={zoom}
              settled={settled}
              root={root}
              onSize={onSize}
              onDrawn={onDrawn}
              overlay={overlay}
            />
          ))}
      </section>
      {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
    </div>
  );
}

const pad = (element: HTMLElement) => (element.clientWidth < 600 ? 8 : 24);

function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 160);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function PageBox({
  page,
  count,
  onGo,
}: {
  page: number;
  count: number;
  onGo: (index: number) => void;
}) {
  const { m } = useMessages();
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const wanted = Number.parseInt((typed ?? '').normalize('NFKC'), 10);
    if (wanted >= 1) onGo(wanted - 1);
    setTyped(null);
  };
  return (
    <span className="viewer-page">
      <input
        type="text"
        inputMode="numeric"
        aria-label={m.viewer.pageInput}
        value={typed ?? String(count ? page + 1 : 0)}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={go}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go();
          event.stopPropagation();
        }}
      />
      <span>{m.viewer.of(count)}</span>
    </span>
  );
}
