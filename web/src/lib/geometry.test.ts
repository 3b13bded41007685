import { describe, expect, it } from 'vitest';
import {
  anchoredScroll,
  clampZoom,
  cssSize,
  fitWidth,
  pageAt,
  pixelRatio,
  zoomStep,
} from './geometry';

const A4 = { width: 595, height: 842 };

describe('the size of a page', () => {
  it('is 96/72 CSS pixels a point at 100 %', () => {
    expect(cssSize({ width: 72, height: 144 }, 1)).toEqual({ width: 96, height: 192 });
  });

  it('fits the width of the view, on a phone below 50 % too', () => {
    const zoom = fitWidth(A4, 374);
    expect(zoom).toBeLessThan(0.5);
    expect(cssSize(A4, zoom).width).toBeGreaterThanOrEqual(373);
    expect(cssSize(A4, zoom).width).toBeLessThanOrEqual(374);
  });

  it('never asks a phone for more pixels than its canvas can hold', () => {
    expect(pixelRatio({ width: 400, height: 560 }, 3)).toBe(3);
    expect(pixelRatio({ width: 400, height: 560 }, 5)).toBe(3);
    const huge = { width: 4000, height: 5600 };
    const ratio = pixelRatio(huge, 3);
    expect(huge.width * huge.height * ratio * ratio).toBeLessThanOrEqual(16_700_001);
  });
});

describe('zooming', () => {
  it('goes by known steps and stops at both ends', () => {
    expect(zoomStep(1, 1)).toBe(1.25);
    expect(zoomStep(1.1, -1)).toBe(1);
    expect(zoomStep(4, 1)).toBe(4);
    expect(zoomStep(0.46, 1)).toBe(0.5);
    expect(zoomStep(0.5, -1)).toBe(0.5);
    expect(clampZoom(9)).toBe(4);
  });

  it('keeps the point under the fingers in place', () => {
    const before = 300 + 120;
    const after = anchoredScroll(300, 120, 2) + 120;
    expect(after).toBe(before * 2);
  });
});

it('names the page that crosses the middle of the view', () => {
  const tops = [16, 900, 1800];
  expect(pageAt(tops, 100)).toBe(0);
  expect(pageAt(tops, 899)).toBe(0);
  expect(pageAt(tops, 901)).toBe(1);
  expect(pageAt(tops, 99_999)).toBe(2);
  expect(pageAt([], 10)).toBe(0);
});
