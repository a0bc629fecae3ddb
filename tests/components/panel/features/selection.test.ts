import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Explanation, SaliencyOverlay } from '../../../../src/components/define.js';
import { SaliencyClient } from '../../../../src/worker/client/saliency-client.js';
import { layerOf, mount, once, OTHER_SCENE, overlayIn, SCENE, until } from '../../mount.js';
import { after, explainedOverlay } from '../explained-overlay.js';

/** The scene is drawn at half its size: one CSS pixel is two pixels of the image. */
const wrapped = (attributes = ''): string =>
  `<saliency-overlay ${attributes}><img src="${SCENE}" width="224"></saliency-overlay>`;

/** Counts the session runs of the worker that the elements share. */
const counter = new SaliencyClient();

const shadow = (overlay: SaliencyOverlay): ShadowRoot => overlay.shadowRoot!;
const all = <T extends HTMLElement>(overlay: SaliencyOverlay, selector: string): T[] => [
  ...shadow(overlay).querySelectorAll<T>(selector),
];
const switches = (overlay: SaliencyOverlay): HTMLElement[] => all(overlay, '.map-switch');
const select = (overlay: SaliencyOverlay, label: string): HTMLSelectElement =>
  all(overlay, '.field-label')
    .find(({ textContent }) => textContent === label)!
    .parentElement!.querySelector('select')!;

const explained = (attributes = ''): ReturnType<typeof explainedOverlay> =>
  explainedOverlay(wrapped(attributes));

async function openSelection(overlay: SaliencyOverlay): Promise<void> {
  shadow(overlay).querySelector<HTMLElement>('.selection summary')!.click();
  await until(() => switches(overlay).length > 0);
}

const runs = ({ timings }: Explanation): number[] => [timings.trunkRuns, timings.headRuns];
const sum = (map: Float32Array): number => map.reduce((total, value) => total + value, 0);

describe('attributes', () => {
  test('select from the start, and follow the properties', async () => {
    const { overlay, first } = await explained('layer="relu4_3" channels="0-9, 12" region="0, 0, 224, 320"');
    expect(first.layer).toBe('relu4_3');
    const { map, mapWidth } = first;
    expect(map.some((value, cell) => value > 0 && cell % mapWidth >= mapWidth / 2)).toBe(false);
    expect(map.some((value) => value > 0)).toBe(true);

    overlay.channels = { strongest: 3 };
    overlay.region = { x: 224, y: 0, width: 224, height: 320 };
    const second = await after(overlay, () => undefined);
    expect(overlay.getAttribute('channels')).toBe('strongest 3');
    expect(overlay.getAttribute('region')).toBe('224, 0, 224, 320');
    expect(second.map.some((value, cell) => value > 0 && cell % mapWidth < mapWidth / 2)).toBe(false);
    expect(runs(second)).toEqual([0, 0]);

    overlay.layer = undefined;
    overlay.channels = undefined;
    overlay.region = undefined;
    await after(overlay, () => undefined);
    for (const name of ['layer', 'channels', 'region']) expect(overlay.hasAttribute(name)).toBe(false);
  });
});

describe('the layer picker', () => {
  test('lists the layers with their grids, and runs only what the layer needs', async () => {
    const { overlay, first } = await explained();
    const picker = select(overlay, 'Layer');
    expect(picker.options).toHaveLength(overlay.modelInfo!.layers.length);
    expect(picker.value).toBe(first.layer);
    expect(picker.selectedOptions[0].textContent).toMatch(/14 × 10 · \d+ maps \(default\)/);

    overlay.channels = [1, 2];
    await once(overlay, 'saliency-result');
    const other = await after(overlay, () => userEvent.selectOptions(select(overlay, 'Layer'), 'relu4_2'));
    expect(other).toMatchObject({ layer: 'relu4_2', mapWidth: 28, mapHeight: 20 });
    expect(runs(other)).toEqual([1, 1]);
    expect(overlay.layer).toBe('relu4_2');
    expect(overlay.channels).toBeUndefined();

    const back = await after(overlay, () => userEvent.selectOptions(select(overlay, 'Layer'), first.layer));
    expect(runs(back)).toEqual([0, 0]);
    expect(overlay.layer).toBeUndefined();
    expect(back.map).toEqual(first.map);
  });
});

describe('the feature maps', () => {
  test('are listed, strongest first, without a session run', async () => {
    const { overlay, first } = await explained();
    const before = await counter.runCounts();
    await openSelection(overlay);
    expect(await counter.runCounts()).toEqual(before);
    expect(switches(overlay)).toHaveLength(12);
    const shares = all(overlay, '.map-share').map(({ textContent }) =>
      Math.abs(parseFloat(textContent.slice(1))),
    );
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    const canvas = switches(overlay)[0].querySelector('canvas')!;
    const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
    expect(new Set(pixels).size).toBeGreaterThan(10);
    expect(canvas.width / canvas.height).toBeCloseTo(first.mapWidth / first.mapHeight, 1);
  });

  test('are switched off and on, alone and together, without a session run', async () => {
    const { overlay, first } = await explained('method="hires-cam"');
    await openSelection(overlay);
    const total = overlay.modelInfo!.layers.find(({ name }) => name === first.layer)!.channels;
    const strongest = Number(switches(overlay)[0].dataset.channel);

    const without = await after(overlay, () => switches(overlay)[0].click());
    expect(runs(without)).toEqual([0, 0]);
    expect(switches(overlay)[0].ariaPressed).toBe('false');
    expect(without.map).not.toEqual(first.map);
    expect(shadow(overlay).textContent).toContain(`${total - 1} of ${total} maps contribute`);

    const only = await after(overlay, () => all(overlay, '.map-only')[0].click());
    expect(overlay.channels).toEqual([strongest]);
    expect(overlay.getAttribute('channels')).toBe(String(strongest));
    // HiResCAM is a sum over maps: the whole is what one of them has and what the others have.
    const top = first.map.indexOf(Math.max(...first.map));
    expect(only.map[top] + without.map[top]).toBeGreaterThanOrEqual(first.map[top] * 0.999);

    const again = await after(overlay, () =>
      all<HTMLButtonElement>(overlay, '.strip-head button')[0].click(),
    );
    expect(overlay.channels).toBeUndefined();
    expect(again.map).toEqual(first.map);

    await after(overlay, () => all<HTMLInputElement>(overlay, '.check input')[0].click());
    expect(shadow(overlay).textContent).toContain(`12 of ${total} maps contribute`);
  });

  test.each(['grad-cam', 'eigen-cam', 'ablation-cam'])(
    '%s: the strongest so many stay so many, also beyond those that are listed',
    async (method) => {
      const { overlay, first } = await explained(`method="${method}"`);
      const total = overlay.modelInfo!.layers.find(({ name }) => name === first.layer)!.channels;
      await openSelection(overlay);
      const before = await after(overlay, () => (overlay.channels = { strongest: 20 }));
      const text = shadow(overlay).querySelector('.selection')!.textContent;
      expect(text).toContain(`20 of ${total} maps contribute`);
      expect(text).toContain(`8 of the ${total - 12} weaker maps`);
      expect(text).toContain('only some maps');
      expect(switches(overlay).map(({ ariaPressed }) => ariaPressed)).toEqual(Array(12).fill('true'));
      expect(all<HTMLInputElement>(overlay, '.check input')[0]).toMatchObject({
        checked: true,
        indeterminate: true,
      });
      expect(overlay.channels).toEqual({ strongest: 20 });
      expect(overlay.getAttribute('channels')).toBe('strongest 20');

      // What is off and on again is the same twenty, now one by one.
      await after(overlay, () => switches(overlay)[0].click());
      const again = await after(overlay, () => switches(overlay)[0].click());
      expect(again.map).toEqual(before.map);

      await after(overlay, () => (overlay.channels = { strongest: total + 1 }));
      const whole = shadow(overlay).querySelector('.selection')!.textContent;
      expect(whole).toContain(`${total} of ${total} maps contribute`);
      expect(whole).toContain('everything');
    },
  );

  test('are walked through with the arrow keys', async () => {
    const { overlay } = await explained();
    await openSelection(overlay);
    switches(overlay)[0].focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(shadow(overlay).activeElement).toBe(switches(overlay)[2]);
    const channel = Number(switches(overlay)[2].dataset.channel);
    await after(overlay, () => userEvent.keyboard('{Shift>}{Enter}{/Shift}'));
    expect(overlay.channels).toEqual([channel]);
    await after(overlay, () => userEvent.keyboard('{ArrowLeft} '));
    expect(overlay.channels).toHaveLength(2);
  });

  test('follow the class', async () => {
    const { overlay, first } = await explained();
    await openSelection(overlay);
    const channels = (): string =>
      switches(overlay)
        .map(({ dataset }) => dataset.channel)
        .join();
    const before = channels();
    overlay.targetClass = (first.classIndex + 1) % first.scores.length;
    await once(overlay, 'saliency-result');
    await until(() => channels() !== before);
  });

  test('say why there are none for a method that reads the image', async () => {
    const { overlay } = await explained('channels="40-50"');
    await openSelection(overlay);
    const { method } = await after(overlay, () =>
      userEvent.selectOptions(select(overlay, 'Method'), 'gradient'),
    );
    expect(method).toBe('gradient');
    expect(switches(overlay)).toHaveLength(0);
    expect(shadow(overlay).querySelector('.selection')!.textContent).toContain('reads the image itself');
    expect(select(overlay, 'Layer').disabled).toBe(true);
  });
});

describe('the region', () => {
  const frame = (overlay: SaliencyOverlay): HTMLElement =>
    layerOf(overlay)!.shadowRoot!.querySelector('.region')!;
  const box = (overlay: SaliencyOverlay): HTMLElement => frame(overlay).querySelector('.region-box')!;

  function drag(target: Element, from: readonly [number, number], to: readonly [number, number]): void {
    const { left, top } = target.closest('.region')!.getBoundingClientRect();
    const send = (type: string, [x, y]: readonly [number, number]): void => {
      const at = { clientX: left + x / 2, clientY: top + y / 2, pointerId: 1, isPrimary: true };
      target.dispatchEvent(
        new PointerEvent(type, { ...at, bubbles: true, composed: true, cancelable: true }),
      );
    };
    send('pointerdown', from);
    send('pointermove', to);
    send('pointerup', to);
  }

  async function selecting(overlay: SaliencyOverlay): Promise<void> {
    overlay.selecting = true;
    await overlay.updateComplete;
    // A made-up pointer cannot be captured.
    frame(overlay).setPointerCapture = () => undefined;
  }

  test('is drawn, moved, resized and cleared on the image, without a session run', async () => {
    const { overlay, first } = await explained();
    await selecting(overlay);
    const drawn = await after(overlay, () => drag(frame(overlay), [100, 60], [300, 220]));
    expect(overlay.region).toEqual({ x: 100, y: 60, width: 200, height: 160 });
    expect(runs(drawn)).toEqual([0, 0]);
    expect(sum(drawn.map)).toBeLessThan(sum(first.map));
    const shown = box(overlay).getBoundingClientRect();
    const image = overlay.target!.getBoundingClientRect();
    expect([shown.left - image.left, shown.top - image.top, shown.width, shown.height]).toEqual([
      50, 30, 100, 80,
    ]);

    await after(overlay, () => drag(box(overlay), [150, 100], [170, 90]));
    expect(overlay.region).toEqual({ x: 120, y: 50, width: 200, height: 160 });
    const corner = box(overlay).querySelector("[data-x='1'][data-y='1']")!;
    await after(overlay, () => drag(corner, [320, 210], [300, 200]));
    expect(overlay.region).toEqual({ x: 120, y: 50, width: 180, height: 150 });

    frame(overlay).focus();
    const cleared = await after(overlay, () => userEvent.keyboard('{Delete}'));
    expect(overlay.region).toBeUndefined();
    expect(cleared.map).toEqual(first.map);
  });

  test('is placed and changed with keys alone', async () => {
    const { overlay } = await explained();
    await openSelection(overlay);
    await userEvent.click(all(overlay, '.region-button')[0]);
    await until(() => layerOf(overlay)!.shadowRoot!.activeElement === frame(overlay));
    await after(overlay, () => userEvent.keyboard('{Enter}'));
    expect(overlay.region).toEqual({ x: 112, y: 80, width: 224, height: 160 });
    await after(overlay, () => userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}'));
    expect(overlay.region).toMatchObject({ x: 102, width: 224 });
    await after(overlay, () => userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}'));
    expect(overlay.region).toMatchObject({ y: 80, height: 159 });
    expect(shadow(overlay).querySelector('.region-text')!.textContent).toMatch(
      /224 × 159 px, \d+ of 140 cells/,
    );
    await userEvent.keyboard('{Escape}');
    expect(overlay.selecting).toBe(false);
  });

  test('brings the image into view, which on a phone lies a screen above the panel', async () => {
    const root = mount(
      `<img id="far" src="${SCENE}" width="224"><div style="height: 4000px"></div>` +
        '<saliency-overlay for="far"></saliency-overlay>',
    );
    const overlay = overlayIn(root);
    await once(overlay, 'saliency-result');
    await openSelection(overlay);
    const button = all(overlay, '.region-button')[0];
    button.scrollIntoView();
    expect(overlay.target!.getBoundingClientRect().bottom).toBeLessThan(0);
    button.click();
    await until(() => overlay.target!.getBoundingClientRect().top >= 0);
    expect(overlay.selecting).toBe(true);
  });

  test('leaves the pointer to the page unless it is being chosen', async () => {
    const { overlay } = await explained('region="100, 60, 200, 160"');
    expect(frame(overlay).hidden).toBe(false);
    expect(getComputedStyle(frame(overlay)).pointerEvents).toBe('none');
    expect(frame(overlay).hasAttribute('tabindex')).toBe(false);
    await selecting(overlay);
    expect(getComputedStyle(frame(overlay)).pointerEvents).toBe('auto');
    overlay.editing = true;
    await overlay.updateComplete;
    expect(overlay.selecting).toBe(false);
  });

  test('that was drawn by hand goes with its image; one of the page stays', async () => {
    const { overlay } = await explained();
    const image = overlay.target as HTMLImageElement;
    await selecting(overlay);
    await after(overlay, () => drag(frame(overlay), [100, 60], [300, 220]));
    await after(overlay, () => (image.src = OTHER_SCENE));
    expect(overlay.region).toBeUndefined();

    overlay.region = { x: 10, y: 10, width: 300, height: 200 };
    await once(overlay, 'saliency-result');
    await after(overlay, () => (image.src = SCENE));
    expect(overlay.region).toEqual({ x: 10, y: 10, width: 300, height: 200 });
  });
});

test('a contrast with another class', async () => {
  const { overlay, first } = await explained();
  const [, other] = [...first.scores.keys()].sort((a, b) => first.scores[b] - first.scores[a]);
  const field = shadow(overlay).querySelector<HTMLInputElement>('[aria-label="Contrast with"]')!;
  field.focus();
  const contrast = await after(overlay, () =>
    userEvent.keyboard(`${overlay.modelInfo!.card.labels[other]}{Enter}`),
  );
  expect(contrast).toMatchObject({ classIndex: first.classIndex, versus: other });
  expect(runs(contrast)).toEqual([0, 1]);
  expect(overlay.getAttribute('versus')).toBe(String(other));
  expect(shadow(overlay).querySelector('.title')!.textContent).toBe(
    `${first.label}, not ${overlay.modelInfo!.card.labels[other]}`,
  );
  // There is nothing to say of a class against itself.
  const turned = await after(overlay, () => all(overlay, '[role=radio]')[1].click());
  expect(turned.classIndex).toBe(other);
  expect(overlay.versus).toBeUndefined();
});
