import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { cssSize, pixelRatio, type Size } from '../lib/geometry';
import { useMessages } from '../messages';
import { type PdfDocument, TextLayer } from './engine';

/** Drawn over page `index` at its size on screen; near: it is within a screen's distance. */
export type PageOverlay = (index: number, css: Size, near: boolean) => ReactNode;

interface Props {
  pdf: PdfDocument;
  index: number;
  size: Size;
  /** What the layout uses now, and what it settled on: drawing follows the second. */
  zoom: number;
  settled: number;
  root: HTMLElement | null;
  onSize: (index: number, size: Size) => void;
  onDrawn: (index: number) => void;
  overlay?: PageOverlay | undefined;
}

/** One page: drawn while within a screen's distance of the view, emptied when it leaves. */
export const Page = memo(function Page(props: Props) {
  const { pdf, index, size, zoom, settled, root, onSize, onDrawn, overlay } = props;
  const { m } = useMessages();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);

  useEffect(() => {
    if (!box.current) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? false),
      { root, rootMargin: '100% 0px' },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [root]);

  useEffect(() => {
    const surface = canvas.current;
    const layer = text.current;
    if (!near || !surface || !layer) return;
    let stop = false;
    let cancel = () => {};
    const draw = async () => {
      const page = await pdf.getPage(index + 1);
      if (stop) return;
      const points = page.getViewport({ scale: 1 });
      onSize(index, { width: points.width, height: points.height });
      const css = cssSize(points, settled);
      const ratio = pixelRatio(css, window.devicePixelRatio);
      const viewport = page.getViewport({ scale: (css.width / points.width) * ratio });
      // Drawn aside and swapped in whole: no blank flash while zooming.
      const sheet = document.createElement('canvas');
      sheet.width = Math.round(viewport.width);
      sheet.height = Math.round(viewport.height);
      const task = page.render({ canvas: sheet, viewport });
      cancel = () => task.cancel();
      await task.promise;
      if (stop) return;
      surface.width = sheet.width;
      surface.height = sheet.height;
      surface.getContext('2d')?.drawImage(sheet, 0, 0);
      sheet.width = 0;
      onDrawn(index);
      layer.replaceChildren();
      const scale = css.width / points.width;
      layer.style.setProperty('--total-scale-factor', String(scale));
      const content = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: layer,
        viewport: page.getViewport({ scale }),
      });
      cancel = () => content.cancel();
      await content.render();
    };
    draw().catch((error: unknown) => {
      if (!stop) console.warn('page not drawn', index + 1, String(error));
    });
    return () => {
      stop = true;
      cancel();
    };
  }, [pdf, index, near, settled, onSize, onDrawn]);

  useEffect(() => {
    if (near) return;
    // Gives the pixels back at once: phones limit them.
    if (canvas.current) canvas.current.width = 0;
    text.current?.replaceChildren();
  }, [near]);

  const css = cssSize(size, zoom);
  const stretch = zoom / settled;
  return (
    <div
      ref={box}
      className="pdf-page"
      role="group"
      aria-label={m.viewer.pageLabel(index + 1)}
      style={{ width: css.width, height: css.height }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div
        ref={text}
        className="textLayer"
        style={stretch === 1 ? {} : { transform: `scale(${stretch})` }}
      />
      {overlay?.(index, css, near)}
    </div>
  );
});
