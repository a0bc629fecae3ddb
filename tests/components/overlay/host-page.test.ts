import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { layerOf, mount, overlayIn, SCENE, until } from '../mount.js';

async function page() {
  const root = mount(
    `<div tabindex="0"><img id="host-image" src="${SCENE}" width="300"></div><saliency-overlay for="host-image"></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  await until(() => overlay.status === 'ready');
  return { root, overlay, host: root.querySelector('div')!, image: root.querySelector('img')! };
}

const POINTER_EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'click', 'contextmenu', 'wheel'] as const;

test('outside of the edit mode the host page keeps every pointer event and key', async () => {
  const { overlay, host, image } = await page();
  const layer = layerOf(overlay)!;
  await until(() => layer.shadowRoot!.querySelectorAll('canvas').length === 2);
  const { left, top, width, height } = image.getBoundingClientRect();
  for (const [x, y] of [
    [0.1, 0.1],
    [0.5, 0.5],
    [0.9, 0.9],
  ]) {
    expect(document.elementFromPoint(left + x * width, top + y * height)).toBe(image);
  }

  const seen = new Set<string>();
  for (const type of POINTER_EVENTS) host.addEventListener(type, ({ type: name }) => seen.add(name));
  await userEvent.click(image);
  await userEvent.click(image, { button: 'right' });
  expect([...seen].sort()).toEqual(['click', 'contextmenu', 'mousedown', 'pointerdown', 'pointerup']);

  const keys: string[] = [];
  host.addEventListener('keydown', ({ key, defaultPrevented }) => keys.push(`${key} ${defaultPrevented}`));
  host.focus();
  await userEvent.keyboard('{Delete}{Enter}h{ArrowLeft}');
  expect(keys).toEqual(['Delete false', 'Enter false', 'h false', 'ArrowLeft false']);
  expect(overlay.boxes.every((box) => box.status === 'draft')).toBe(true);
});

test('a button of ours leaves the page its own shortcuts', async () => {
  const { overlay, root } = await page();
  const keys: string[] = [];
  root.addEventListener('keydown', ({ key }) => keys.push(key));
  overlay.shadowRoot!.querySelector('button')!.focus();
  await userEvent.keyboard('n{Enter}');
  expect(keys).toEqual(['n']);
});

test('while boxes are edited, their keys do not reach the page, and others do', async () => {
  const { overlay, root } = await page();
  overlay.editing = true;
  await until(() => layerOf(overlay)!.hasAttribute('data-editing'));
  const keys: string[] = [];
  root.addEventListener('keydown', ({ key }) => keys.push(key));
  layerOf(overlay)!.shadowRoot!.querySelector<HTMLElement>('.boxes')!.focus();
  await userEvent.keyboard('h]n{Escape}');
  expect(keys).toEqual(['n']);
  expect(overlay.editing).toBe(false);
});
