import { describe, expect, test } from 'vitest';
import { COLORMAPS } from '../../../src/components/colormaps/registry.js';
import { layerOf, mount, once, OTHER_SCENE, overlayIn, SCENE, until } from '../mount.js';

const wrapped = (attributes = ''): string =>
  `<saliency-overlay ${attributes}><img src="${SCENE}" width="448" height="320"></saliency-overlay>`;

test('explains the wrapped image by itself, and says how', async () => {
  const root = mount(wrapped());
  const overlay = overlayIn(root);
  const types: string[] = [];
  for (const type of ['saliency-ready', 'saliency-progress', 'saliency-draft-change', 'saliency-result']) {
    root.addEventListener(type, () => types.at(-1) !== type && types.push(type));
  }
  const { explanation } = await once(overlay, 'saliency-result');
  expect(types).toContain('saliency-progress');
  expect(types.indexOf('saliency-ready')).toBeLessThan(types.indexOf('saliency-result'));
  expect(types.indexOf('saliency-draft-change')).toBeLessThan(types.indexOf('saliency-result'));

  expect([explanation.mapWidth, explanation.mapHeight, explanation.map.length]).toEqual([14, 10, 140]);
  expect([explanation.imageWidth, explanation.imageHeight]).toEqual([448, 320]);
  expect(explanation.label).toBe(overlay.modelInfo!.card.labels[explanation.classIndex]);
  expect(overlay.status).toBe('ready');
  await overlay.updateComplete;
  expect(overlay.matches(':state(ready)')).toBe(true);
  const badge = overlay.shadowRoot!.querySelector('[part=device]')!;
  expect(badge.textContent).toBe(explanation.device === 'wasm' ? 'WASM' : 'WebGPU');
});

test('another class runs the head only, another method or threshold no network at all', async () => {
  const overlay = overlayIn(mount(wrapped()));
  const first = await once(overlay, 'saliency-result');
  const other = (first.explanation.classIndex + 1) % overlay.modelInfo!.card.labels.length;

  overlay.targetClass = other;
  const { explanation } = await once(overlay, 'saliency-result');
  expect(explanation.classIndex).toBe(other);
  expect([explanation.timings.trunkRuns, explanation.timings.headRuns]).toEqual([0, 1]);

  overlay.method = 'hires-cam';
  const hires = await once(overlay, 'saliency-result');
  expect(hires.explanation.method).toBe('hires-cam');
  expect([hires.explanation.timings.trunkRuns, hires.explanation.timings.headRuns]).toEqual([0, 0]);
});

test('the threshold moves the boxes at once; rejected objects stay rejected', async () => {
  const overlay = overlayIn(mount(wrapped()));
  await once(overlay, 'saliency-result');
  const low = overlay.toBoxes({ threshold: 0.2 });
  const high = overlay.toBoxes({ threshold: 0.8 });
  const area = (boxes: readonly { width: number; height: number }[]): number =>
    boxes.reduce((sum, { width, height }) => sum + width * height, 0);
  expect(low.length).toBeGreaterThan(0);
  expect(area(high)).toBeLessThan(area(low));

  overlay.threshold = 0.8;
  const change = await once(overlay, 'saliency-draft-change');
  expect(change.boxes).toEqual(high);

  overlay.reject('all');
  overlay.threshold = 0.7;
  await overlay.updateComplete;
  expect(overlay.boxes.filter((box) => box.status === 'draft')).toEqual([]);
});

test('draws the colours of the map where the values are', async () => {
  const overlay = overlayIn(mount(wrapped('opacity="1" colormap="jet"')));
  const { explanation } = await once(overlay, 'saliency-result');
  const canvas = layerOf(overlay)!.shadowRoot!.querySelector('canvas')!;
  const { map, mapWidth, mapHeight } = explanation;
  const peak = map.indexOf(Math.max(...map));
  const x = ((peak % mapWidth) + 0.5) / mapWidth;
  const y = (Math.floor(peak / mapWidth) + 0.5) / mapHeight;
  const at = (): readonly number[] =>
    canvas.getContext('2d')!.getImageData(x * canvas.width, y * canvas.height, 1, 1)
      .data as unknown as number[];
  await until(() => at()[3] > 0);
  const [red, green, blue, alpha] = at();
  // The cell's centre is the maximum of the upsampled map, within the rounding of one pixel.
  const [topRed, topGreen, topBlue] = COLORMAPS.jet(1);
  expect(Math.abs(red - topRed)).toBeLessThan(40);
  expect(Math.abs(green - topGreen)).toBeLessThan(40);
  expect(Math.abs(blue - topBlue)).toBeLessThan(40);
  expect(alpha).toBeGreaterThan(240);

  overlay.hiddenOverlay = true;
  await until(() => at()[3] === 0);
  overlay.hiddenOverlay = false;
  await until(() => at()[3] > 240);
});

test('a changed src gives a new heatmap, and the first image its own boxes back', async () => {
  const overlay = overlayIn(mount(wrapped()));
  await once(overlay, 'saliency-result');
  const image = overlay.target as HTMLImageElement;
  overlay.accept('all');
  const accepted = overlay.boxes;

  image.src = OTHER_SCENE;
  await once(overlay, 'saliency-result');
  expect(overlay.boxes.some((box) => box.status === 'accepted')).toBe(false);

  image.src = SCENE;
  await once(overlay, 'saliency-result');
  expect(overlay.boxes.filter((box) => box.status === 'accepted')).toEqual(accepted);
});

test('the newest question wins; the older one rejects with `aborted`', async () => {
  const overlay = overlayIn(mount(wrapped('manual')));
  const older = overlay.explain({ targetClass: 1 });
  const newer = overlay.explain({ targetClass: 2 });
  await expect(older).rejects.toMatchObject({ code: 'aborted', name: 'AbortError' });
  expect((await newer).classIndex).toBe(2);
  expect(overlay.explanation!.classIndex).toBe(2);
});

describe('the same question put twice', () => {
  test('is answered once, for both', async () => {
    const overlay = overlayIn(mount(wrapped('manual')));
    const results: Event[] = [];
    overlay.addEventListener('saliency-result', (event) => results.push(event));
    const [first, second] = await Promise.all([
      overlay.explain({ targetClass: 1 }),
      overlay.explain({ targetClass: 1 }),
    ]);
    expect(second).toBe(first);
    expect(results).toHaveLength(1);
  });

  test('is given up only when nobody waits for it any more', async () => {
    const overlay = overlayIn(mount(wrapped('manual')));
    const [one, other] = [new AbortController(), new AbortController()];
    const first = overlay.explain({ targetClass: 1, signal: one.signal });
    const second = overlay.explain({ targetClass: 1, signal: other.signal });
    await until(() => overlay.status === 'loading' || overlay.status === 'running');
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect((await second).classIndex).toBe(1);

    const [third, fourth] = [new AbortController(), new AbortController()];
    const question = { targetClass: 2, samples: 300 };
    const both = [third, fourth].map(({ signal }) => overlay.explain({ ...question, signal }));
    await until(() => overlay.status === 'running');
    third.abort();
    fourth.abort();
    for (const asked of both) await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await until(() => overlay.status === 'ready');
    expect(overlay.explanation!.classIndex).toBe(1);
  });

  test('rejects for both when it fails', async () => {
    const overlay = overlayIn(mount(wrapped('manual method="none"')));
    const asked = [overlay.explain(), overlay.explain()];
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'bad-option' });
    overlay.method = 'grad-cam';
    expect((await overlay.explain()).method).toBe('grad-cam');
  });
});

test('cancel() and a signal end a request, and the next one works', async () => {
  const overlay = overlayIn(mount(wrapped('manual')));
  const cancelled = overlay.explain();
  await until(() => overlay.status === 'loading');
  overlay.cancel();
  await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
  expect(overlay.status).toBe('idle');

  await expect(overlay.explain({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  expect((await overlay.explain()).map).toHaveLength(140);
});

test('an element without an image, or outside of a document, says so', async () => {
  const overlay = overlayIn(mount('<saliency-overlay manual></saliency-overlay>'));
  await expect(overlay.explain()).rejects.toMatchObject({ code: 'image-missing' });
  const loose = document.createElement('saliency-overlay');
  await expect(loose.explain()).rejects.toMatchObject({ code: 'image-missing' });
});

test('explains a canvas, and again after refresh()', async () => {
  const root = mount(
    '<saliency-overlay manual><canvas width="448" height="320"></canvas></saliency-overlay>',
  );
  const overlay = overlayIn(root);
  const canvas = root.querySelector('canvas')!;
  const context = canvas.getContext('2d')!;
  const blank = await overlay.explain();
  const scene = Object.assign(new Image(), { src: SCENE });
  await scene.decode();
  context.drawImage(scene, 0, 0);
  overlay.refresh();
  const drawn = await overlay.explain();
  expect([...drawn.scores]).not.toEqual([...blank.scores]);
});
