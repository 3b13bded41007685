/** Sizes of pages on screen. Points are PDF units (1/72 inch); CSS pixels are 1/96 inch. */

export interface Size {
  width: number;
  height: number;
}

export const MIN_ZOOM = 0.5;
export const MAX_ZOOM = 4;
const STEPS = [0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const CSS_PER_POINT = 96 / 72;

export const clampZoom = (zoom: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));

export function zoomStep(zoom: number, direction: 1 | -1): number {
  const near = 0.005;
  const next =
    direction > 0
      ? STEPS.find((step) => step > zoom + near)
      : STEPS.findLast((step) => step < zoom - near);
  return next ?? clampZoom(zoom);
}

/** The zoom at which the page is as wide as the view. May be below MIN_ZOOM on small phones. */
export const fitWidth = (page: Size, view: number): number =>
  Math.min(MAX_ZOOM, Math.max(0.1, view / (page.width * CSS_PER_POINT)));

export const cssSize = (page: Size, zoom: number): Size => ({
  width: Math.floor(page.width * CSS_PER_POINT * zoom),
  height: Math.floor(page.height * CSS_PER_POINT * zoom),
});

/** Canvas pixels per CSS pixel: sharp, but at most 3 per pixel and 16.7 million in all (phones). */
export function pixelRatio(css: Size, device: number): number {
  const limit = 16_700_000;
  const wanted = Math.min(3, Math.max(1, device));
  const area = css.width * css.height;
  return area * wanted * wanted <= limit ? wanted : Math.sqrt(limit / area);
}

/** The page that fills most of the view: the last one whose top is above the view's middle. */
export function pageAt(tops: readonly number[], middle: number): number {
  let page = 0;
  tops.forEach((top, i) => {
    if (top <= middle) page = i;
  });
  return page;
}

/** Keeps the point under the fingers where it is when the scale changes. */
export function anchoredScroll(scroll: number, anchor: number, ratio: number): number {
  return (scroll + anchor) * ratio - anchor;
}
