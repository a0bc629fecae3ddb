import { cdp } from 'vitest/browser';

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Points of this frame in the page around it, which the browser's own mouse goes by: events cut positions down to whole
 * pixels, so that it aims at the middle of one.
 */
function onPage({ x, y }: Point): Point {
  const frame = window.frameElement?.getBoundingClientRect();
  if (!frame) return { x, y };
  const scale = frame.width / window.innerWidth;
  return { x: frame.x + (x + 0.5) * scale, y: frame.y + (y + 0.5) * scale };
}

type MouseEventType = 'mouseMoved' | 'mousePressed' | 'mouseReleased';

async function send(type: MouseEventType, point: Point, buttons: number): Promise<void> {
  const button = type === 'mouseMoved' && buttons === 0 ? 'none' : 'left';
  await cdp().send('Input.dispatchMouseEvent', { type, button, buttons, clickCount: 1, ...onPage(point) });
}

/** Drags the browser's own mouse, in CSS pixels of this frame. */
export async function dragMouse(from: Point, to: Point): Promise<void> {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  await send('mouseMoved', from, 0);
  await send('mousePressed', from, 1);
  await send('mouseMoved', middle, 1);
  await send('mouseMoved', to, 1);
  await send('mouseReleased', to, 0);
}

/** Presses and lets go, in CSS pixels of this frame. */
export async function clickMouse(at: Point): Promise<void> {
  await send('mouseMoved', at, 0);
  await send('mousePressed', at, 1);
  await send('mouseReleased', at, 0);
}
