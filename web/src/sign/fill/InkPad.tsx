import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Stroke } from '../../api/recipient';
import { useMessages } from '../../messages';
import { fillWords } from '../../messages/filling';
import { Button } from '../../ui/kit';
import { addPoint, drawInk, fitInk } from './ink';

/** Two points nearer than this part of the pad's width are one. */
const NEAR = 0.004;
const PEN = 0.008;

/** Strokes are kept in widths of the pad: turning the phone or zooming loses nothing. */
export function InkPad({
  aspect,
  onInk,
}: {
  /** Of the box in the document, width by height. */
  aspect: number;
  onInk: (strokes: Stroke[] | null) => void;
}) {
  const { locale } = useMessages();
  const w = fillWords[locale].picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Stroke[]>([]);
  const [count, setCount] = useState(0);
  const pen = useRef<number | null>(null);

  const draw = useCallback(() => {
    const surface = canvas.current;
    const context = surface?.getContext('2d');
    if (!surface || !context) return;
    context.clearRect(0, 0, surface.width, surface.height);
    drawInk(context, strokes.current, surface.width, Math.max(2, surface.width * PEN));
  }, []);

  useEffect(() => {
    const surface = canvas.current;
    if (!surface) return;
    const observer = new ResizeObserver(() => {
      const ratio = Math.min(3, window.devicePixelRatio || 1);
      surface.width = Math.round(surface.clientWidth * ratio);
      surface.height = Math.round(surface.clientHeight * ratio);
      draw();
    });
    observer.observe(surface);
    return () => observer.disconnect();
  }, [draw]);

  const add = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const stroke = strokes.current.at(-1);
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.width;
    const inside = (n: number, most: number) => Math.min(most, Math.max(0, n));
    if (stroke && addPoint(stroke, inside(x, 1), inside(y, box.height / box.width), NEAR)) draw();
  };
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (pen.current !== null || event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    pen.current = event.pointerId;
    strokes.current.push([]);
    add(event);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.pointerId === pen.current) add(event);
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.pointerId !== pen.current) return;
    pen.current = null;
    setCount(strokes.current.length);
    onInk(fitInk(strokes.current, aspect));
  };
  const again = () => {
    strokes.current = [];
    setCount(0);
    draw();
    onInk(null);
  };
  return (
    <div className="pad">
      <p className="hint">{w.padHint}</p>
      <canvas
        ref={canvas}
        className="pad-surface"
        style={{ aspectRatio: Math.min(3.2, Math.max(1.2, aspect)) }}
        role="img"
        aria-label={`${w.pad}。${w.padKeyboard}`}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      />
      <p className="actions">
        <Button icon="refresh" disabled={count === 0} onClick={again}>
          {w.again}
        </Button>
      </p>
    </div>
  );
}
