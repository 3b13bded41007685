import { useEffect, useRef } from 'react';

type ZoomTo = (zoom: number, x: number, y: number) => void;

/** Two fingers, or Ctrl with the wheel (which is also what trackpads send), zoom about their middle. */
export function usePinch(element: HTMLElement | null, zoom: number, zoomTo: ZoomTo): void {
  const current = useRef(zoom);
  current.current = zoom;

  useEffect(() => {
    if (!element) return;
    let start: { distance: number; zoom: number } | null = null;

    const span = (touches: TouchList) => {
      const [a, b] = [touches[0], touches[1]];
      if (!a || !b) return null;
      return {
        distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
        x: (a.clientX + b.clientX) / 2,
        y: (a.clientY + b.clientY) / 2,
      };
    };
    const down = (event: TouchEvent) => {
      const two = event.touches.length === 2 ? span(event.touches) : null;
      start = two && { distance: two.distance, zoom: current.current };
    };
    const move = (event: TouchEvent) => {
      const two = start && span(event.touches);
      if (!start || !two || start.distance === 0) return;
      event.preventDefault();
      zoomTo(start.zoom * (two.distance / start.distance), two.x, two.y);
    };
    const up = (event: TouchEvent) => {
      if (event.touches.length < 2) start = null;
    };
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomTo(current.current * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    };

    element.addEventListener('touchstart', down, { passive: true });
    element.addEventListener('touchmove', move, { passive: false });
    element.addEventListener('touchend', up);
    element.addEventListener('touchcancel', up);
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('touchstart', down);
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', up);
      element.removeEventListener('touchcancel', up);
      element.removeEventListener('wheel', wheel);
    };
  }, [element, zoomTo]);
}
