import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { DraftBox, SaliencyOverlay } from '../../../src/components/define.js';
import { layerOf, mount, once, overlayIn, SCENE, until } from '../mount.js';

let overlay: SaliencyOverlay;
let box: DraftBox;

/** The scene is drawn at half its size: one CSS pixel is two pixels of the image. */
const SCALE = 2;

beforeEach(async () => {
  overlay = overlayIn(
    mount(`<saliency-overlay threshold="0.5"><img src="${SCENE}" width="224"></saliency-overlay>`),
  );
  await once(overlay, 'saliency-result');
  overlay.editing = true;
  await until(() => canvas() !== null);
  box = overlay.boxes[0];
});

const shadow = (): ShadowRoot => layerOf(overlay)!.shadowRoot!;
const canvas = (): HTMLCanvasElement | null => shadow().querySelector('.upper-canvas');
const focusBoxes = (): void => shadow().querySelector<HTMLElement>('.boxes')!.focus();
const current = (): DraftBox => overlay.boxes.find(({ id }) => id === box.id)!;

/** Drags with the mouse between two points, in pixels of the image. */
function drag(from: readonly [number, number], to: readonly [number, number]): void {
  const { left, top } = canvas()!.getBoundingClientRect();
  const send = (type: string, [x, y]: readonly [number, number], target: EventTarget): void => {
    const at = { clientX: left + x / SCALE, clientY: top + y / SCALE };
    target.dispatchEvent(
      new MouseEvent(type, { ...at, button: 0, buttons: 1, bubbles: true, composed: true }),
    );
  };
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
  send('mousemove', from, canvas()!);
  send('mousedown', from, canvas()!);
  send('mousemove', middle, document);
  send('mousemove', to, document);
  send('mouseup', to, document);
}

describe('with the keyboard', () => {
  beforeEach(async () => {
    focusBoxes();
    await userEvent.keyboard(']');
    expect(overlay.selected).toBe(overlay.boxes[0].id);
  });

  test('arrows move and resize the box, and undo takes each step back', async () => {
    overlay.selected = box.id;
    await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}');
    expect(current().y).toBeCloseTo(box.y + 11, 6);
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    expect(current().width).toBeCloseTo(box.width - 1, 6);
    expect(current().provenance.edited).toBe(true);
    await userEvent.keyboard('{Control>}zzz{/Control}');
    expect(current()).toEqual(box);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(current().y).toBeCloseTo(box.y + 1, 6);
  });

  test('a box stops at the edge of the image and keeps its size', async () => {
    for (let i = 0; i < 40; i++) await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
    expect(current().y).toBe(0);
    expect(current().height).toBeCloseTo(box.height, 6);
  });

  test('Enter accepts and Delete rejects, each with its event', async () => {
    const accepted = once(overlay, 'saliency-accept');
    await userEvent.keyboard('{Enter}');
    expect((await accepted).boxes.map(({ id }) => id)).toEqual([box.id]);
    expect(current().status).toBe('accepted');

    overlay.selected = box.id;
    const rejected = once(overlay, 'saliency-reject');
    await userEvent.keyboard('{Delete}');
    expect((await rejected).boxes.map(({ id }) => id)).toEqual([box.id]);
    expect(current().status).toBe('rejected');
  });

  test('Tab leaves after the last box, Escape ends the edit mode', async () => {
    for (const _ of overlay.boxes) await userEvent.keyboard('{Tab}');
    expect(shadow().activeElement?.className).not.toBe('boxes');
    focusBoxes();
    await userEvent.keyboard('{Escape}');
    await until(() => canvas() === null);
    expect(overlay.editing).toBe(false);
  });
});

describe('with the mouse', () => {
  const centre = (): readonly [number, number] => [box.x + box.width / 2, box.y + box.height / 2];

  test('a drag moves the box by as many pixels of the image', () => {
    const [x, y] = centre();
    drag([x, y], [x + 20, y + 12]);
    expect(overlay.selected).toBe(box.id);
    expect(current().x).toBeCloseTo(box.x + 20, 4);
    expect(current().y).toBeCloseTo(box.y + 12, 4);
    expect(current().width).toBeCloseTo(box.width, 4);
  });

  test('a handle resizes the box', () => {
    overlay.selected = box.id;
    const [x, y] = centre();
    drag([x, y], [x, y]);
    drag([x, box.y + box.height], [x, box.y + box.height - 20]);
    // The edge goes to the pointer, whose position is whole CSS pixels.
    expect(Math.abs(current().height - (box.height - 20))).toBeLessThan(2 * SCALE);
    expect(current().width).toBeCloseTo(box.width, 4);
    expect(current().y).toBeCloseTo(box.y, 4);
  });

  test('a drag over bare image draws an accepted box, undo removes it', () => {
    drag([10, 250], [70, 310]);
    const drawn = overlay.boxes.find(({ id }) => id === overlay.selected)!;
    expect(drawn.status).toBe('accepted');
    expect([drawn.x, drawn.y, drawn.width, drawn.height].map(Math.round)).toEqual([10, 250, 60, 60]);
    overlay.undo();
    expect(overlay.boxes.some(({ id }) => id === drawn.id)).toBe(false);
  });

  test('the tools beside the box relabel, accept and reject it', async () => {
    drag(centre(), centre());
    await overlay.updateComplete;
    const tools = shadow().querySelector<HTMLElement>('.tools')!;
    expect(tools.hidden).toBe(false);
    await userEvent.click(tools.querySelector('input')!);
    await userEvent.keyboard('washer{Enter}');
    expect(current().label).toBe('washer');
    tools.querySelector<HTMLButtonElement>('.accept')!.click();
    expect(current().status).toBe('accepted');
    await overlay.updateComplete;
    tools.querySelector<HTMLButtonElement>('.reject')!.click();
    expect(current().status).toBe('rejected');
  });
});

test('a page can refuse to accept', () => {
  overlay.addEventListener('saliency-accept', (event) => event.preventDefault(), { once: true });
  overlay.accept('all');
  expect(overlay.boxes.every(({ status }) => status === 'draft')).toBe(true);
  overlay.accept('all');
  expect(overlay.boxes.every(({ status }) => status === 'accepted')).toBe(true);
});

test('exports what was accepted', async () => {
  overlay.accept(box.id);
  const coco = JSON.parse(overlay.exportAnnotations('coco') as string) as {
    images: { file_name: string; width: number; height: number }[];
    annotations: { bbox: number[] }[];
  };
  expect(coco.images).toMatchObject([{ file_name: '000000.jpg', width: 448, height: 320 }]);
  expect(coco.annotations).toHaveLength(1);
  expect(coco.annotations[0].bbox[0]).toBeCloseTo(box.x, 1);

  const tasks = JSON.parse(overlay.exportAnnotations('label-studio') as string) as object[];
  expect(tasks).toHaveLength(1);

  const yolo = overlay.exportAnnotations('yolo');
  expect(yolo).toBeInstanceOf(Blob);
  expect(overlay.exportFiles('yolo').map(({ fileName }) => fileName)).toContain('labels/000000.txt');
  expect(() => overlay.exportAnnotations('xls')).toThrowError(/coco/);
});
