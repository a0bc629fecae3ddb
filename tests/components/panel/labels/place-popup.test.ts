import { expect, test } from 'vitest';
import { isInView, placePopup } from '../../../../src/components/panel/labels/place-popup.js';
import { rowsInSight, scrollToRow } from '../../../../src/components/panel/labels/row-window.js';

const viewport = { x: 0, y: 0, width: 400, height: 600 };
const place = (x: number, y: number, more: Partial<Parameters<typeof placePopup>[0]> = {}) =>
  placePopup({
    anchor: { x, y, width: 100, height: 30 },
    viewport,
    width: 280,
    height: 300,
    isRtl: false,
    ...more,
  });

test('below, at the start of the field', () => {
  expect(place(20, 100)).toEqual({ x: 20, y: 134, width: 280, height: 300 });
  expect(place(290, 100, { isRtl: true })).toEqual({ x: 110, y: 134, width: 280, height: 300 });
});

test('above where there is more room', () => {
  expect(place(20, 500)).toEqual({ x: 20, y: 196, width: 280, height: 300 });
});

test('as high as there is room, in what a keyboard leaves', () => {
  const seen = { x: 0, y: 200, width: 400, height: 200 };
  expect(place(20, 210, { viewport: seen })).toEqual({ x: 20, y: 244, width: 280, height: 148 });
});

test('never beyond the edges', () => {
  expect(place(350, 100).x).toBe(112);
  expect(place(-50, 100).x).toBe(8);
  expect(place(20, 100, { width: 900 })).toMatchObject({ x: 8, width: 384 });
});

test('at least as wide as its field', () => {
  expect(place(20, 100, { width: 50 }).width).toBe(100);
});

test('a field that was scrolled away', () => {
  expect(isInView({ x: 0, y: -20, width: 9, height: 30 }, viewport)).toBe(true);
  expect(isInView({ x: 0, y: -30, width: 9, height: 30 }, viewport)).toBe(false);
  expect(isInView({ x: 0, y: 600, width: 9, height: 30 }, viewport)).toBe(false);
});

test('of many rows only those around the view are drawn, and the active one', () => {
  const view = { rows: 20_000, rowHeight: 32, scrollTop: 3200, height: 288, active: -1 };
  expect(rowsInSight(view)).toEqual(Array.from({ length: 21 }, (_, i) => 94 + i));
  expect(rowsInSight({ ...view, active: 100 })).toHaveLength(21);
  expect(rowsInSight({ ...view, active: 19_999 }).at(-1)).toBe(19_999);
  expect(rowsInSight({ ...view, rows: 0 })).toEqual([]);
});

test('scrolls as little as shows the row', () => {
  const view = { rowHeight: 32, scrollTop: 320, height: 288 };
  expect(scrollToRow(5, view)).toBe(160);
  expect(scrollToRow(12, view)).toBe(320);
  expect(scrollToRow(30, view)).toBe(704);
});
