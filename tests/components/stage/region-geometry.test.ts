import { expect, test, vi } from 'vitest';
import { dragRegion, middleRegion, regionBetween } from '../../../src/components/stage/region-geometry.js';
import { runRegionKey } from '../../../src/components/stage/region-keys.js';

const IMAGE = { width: 100, height: 60 };
const REGION = { x: 10, y: 20, width: 30, height: 15 };

test.each([
  [
    { x: 10.4, y: 5.6 },
    { x: 20, y: 30 },
    { x: 10, y: 6, width: 10, height: 24 },
  ],
  [
    { x: 20, y: 30 },
    { x: 10, y: 6 },
    { x: 10, y: 6, width: 10, height: 24 },
  ],
  [
    { x: -50, y: -50 },
    { x: 500, y: 500 },
    { x: 0, y: 0, width: 100, height: 60 },
  ],
  [
    { x: 7, y: 7 },
    { x: 7, y: 7 },
    { x: 7, y: 7, width: 1, height: 1 },
  ],
  [
    { x: 200, y: 90 },
    { x: 300, y: 99 },
    { x: 99, y: 59, width: 1, height: 1 },
  ],
])('a rectangle between %j and %j is %j', (a, b, expected) => {
  expect(regionBetween(a, b, IMAGE)).toEqual(expected);
});

test.each([
  ['moves', { x: 0, y: 0 }, { x: 5, y: -3 }, { x: 15, y: 17, width: 30, height: 15 }],
  ['stops at the edge', { x: 0, y: 0 }, { x: 500, y: -500 }, { x: 70, y: 0, width: 30, height: 15 }],
  ['takes its right edge along', { x: 1, y: 0 }, { x: 5, y: 9 }, { x: 10, y: 20, width: 35, height: 15 }],
  ['takes a corner along', { x: -1, y: -1 }, { x: -4, y: -5 }, { x: 6, y: 15, width: 34, height: 20 }],
  ['turns over', { x: 1, y: 0 }, { x: -35, y: 0 }, { x: 5, y: 20, width: 5, height: 15 }],
] as const)('a drag %s', (_, grip, by, expected) => {
  expect(dragRegion(REGION, grip, by, IMAGE)).toEqual(expected);
});

const press = (key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key, ...modifiers });

test.each([
  ['ArrowLeft', {}, { ...REGION, x: 9 }],
  ['ArrowDown', { shiftKey: true }, { ...REGION, y: 30 }],
  ['ArrowRight', { altKey: true }, { ...REGION, width: 31 }],
  ['ArrowUp', { altKey: true, shiftKey: true }, { ...REGION, height: 5 }],
  ['Delete', {}, undefined],
] as const)('%s %j changes the region to %j', (key, modifiers, expected) => {
  const actions = { change: vi.fn(), leave: vi.fn() };
  expect(runRegionKey(press(key, modifiers), REGION, IMAGE, actions)).toBe(true);
  expect(actions.change).toHaveBeenCalledExactlyOnceWith(expected);
});

test('Enter places a region in the middle, and ends the mode once there is one; Escape ends it too', () => {
  const actions = { change: vi.fn(), leave: vi.fn() };
  runRegionKey(press('Enter'), undefined, IMAGE, actions);
  expect(actions.change).toHaveBeenCalledExactlyOnceWith(middleRegion(IMAGE));
  expect(middleRegion(IMAGE)).toEqual({ x: 25, y: 15, width: 50, height: 30 });
  runRegionKey(press('Enter'), REGION, IMAGE, actions);
  runRegionKey(press('Escape'), undefined, IMAGE, actions);
  expect(actions.leave).toHaveBeenCalledTimes(2);
});

test('other keys, and shortcuts of the page, are left alone', () => {
  const actions = { change: vi.fn(), leave: vi.fn() };
  expect(runRegionKey(press('x'), REGION, IMAGE, actions)).toBe(false);
  expect(runRegionKey(press('ArrowLeft', { ctrlKey: true }), REGION, IMAGE, actions)).toBe(false);
  expect(runRegionKey(press('Tab'), REGION, IMAGE, actions)).toBe(false);
  expect(actions.change).not.toHaveBeenCalled();
});
