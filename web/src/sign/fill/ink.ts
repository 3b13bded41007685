import type { Stroke } from '../../api/recipient';

/** What the API takes: at most so many strokes, and points in all of them. */
const STROKES_MAX = 200;
const POINTS_MAX = 20_000;
/** Of the box stays free on each side. */
const MARGIN = 0.06;
/** Smaller drawings than this part of the pad are not blown up any further. */
const LEAST = 0.25;

/** Strokes on the pad: both coordinates in widths of the pad, so that a turned phone keeps them. */
export function addPoint(stroke: Stroke, x: number, y: number, near: number): boolean {
  const last = stroke.at(-1);
  if (last && Math.hypot(x - last[0], y - last[1]) < near) return false;
  stroke.push([x, y]);
  return true;
}

const round = (n: number): number => Math.min(1, Math.max(0, Math.round(n * 10_000) / 10_000));

/** The drawing in fractions of its box (aspect: width by height), as large as fits, in its middle. */
export function fitInk(strokes: Stroke[], aspect: number): Stroke[] {
  const kept: Stroke[] = [];
  let room = POINTS_MAX;
  for (const stroke of strokes.slice(0, STROKES_MAX)) {
    if (room < stroke.length) break;
    room -= stroke.length;
    if (stroke.length) kept.push(stroke);
  }
  const points = kept.flat();
  if (!points.length) return [];
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const left = xs.reduce((a, b) => Math.min(a, b));
  const right = xs.reduce((a, b) => Math.max(a, b));
  const top = ys.reduce((a, b) => Math.min(a, b));
  const bottom = ys.reduce((a, b) => Math.max(a, b));
  // The box is `aspect` wide and 1 high here.
  const inside = 1 - 2 * MARGIN;
  const scale = Math.min(
    (aspect * inside) / Math.max(right - left, LEAST),
    inside / Math.max(bottom - top, Math.min(LEAST, LEAST / aspect)),
  );
  const x0 = aspect / 2 - ((left + right) / 2) * scale;
  const y0 = 0.5 - ((top + bottom) / 2) * scale;
  return kept.map((stroke) =>
    stroke.map(([x, y]) => [round((x * scale + x0) / aspect), round(y * scale + y0)]),
  );
}

/** Draws strokes as smooth lines; `size` is the pad's width in the canvas's own pixels. */
export function drawInk(
  context: CanvasRenderingContext2D,
  strokes: Stroke[],
  size: number,
  width: number,
): void {
  context.lineWidth = width;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = '#16202e';
  for (const stroke of strokes) {
    const [first] = stroke;
    if (!first) continue;
    context.beginPath();
    context.moveTo(first[0] * size, first[1] * size);
    stroke.forEach(([x, y], i) => {
      const next = stroke[i + 1];
      if (next)
        context.quadraticCurveTo(
          x * size,
          y * size,
          ((x + next[0]) / 2) * size,
          ((y + next[1]) / 2) * size,
        );
      else context.lineTo(x * size, y * size + 0.01);
    });
    context.stroke();
  }
}
