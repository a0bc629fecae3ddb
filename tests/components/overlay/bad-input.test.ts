import { beforeEach, describe, expect, test } from 'vitest';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor, seededNumbers } from '../../fixtures/build-model.js';
import { faultUrl } from '../../faults/server/fault-url.js';
import { mount, once, overlayIn, SCENE } from '../mount.js';

const MODEL = new URL('../../../models/workbench.onnx', import.meta.url).href;

/** A GIF of one pixel, which happens to be ASCII. */
const DOT = 'GIF87a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;';

let overlay: SaliencyOverlay;
let image: HTMLImageElement;

beforeEach(() => {
  const root = mount(`<saliency-overlay manual><img src="${SCENE}" width="300"></saliency-overlay>`);
  overlay = overlayIn(root);
  image = root.querySelector('img')!;
});

/** The error reaches the caller, the page's listeners and the panel, and the next good input works. */
async function expectFailure(code: string, advice: RegExp, repair: () => void): Promise<void> {
  const told = once(overlay, 'saliency-error');
  await expect(overlay.explain()).rejects.toMatchObject({
    code,
    message: expect.stringMatching(advice) as string,
  });
  expect(await told).toMatchObject({ code });
  expect(overlay.status).toBe('error');
  await overlay.updateComplete;
  const alert = overlay.shadowRoot!.querySelector('[role=alert]')!;
  expect(alert.textContent).toMatch(advice);
  expect(alert.textContent).toContain(code);

  repair();
  const explanation = await overlay.explain();
  expect(explanation.map).toHaveLength(140);
  expect(overlay.status).toBe('ready');
  await overlay.updateComplete;
  expect(alert.textContent?.trim()).toBe('');
}

describe('images', () => {
  const good = (): void => void (image.src = SCENE);

  test('a file that is no image', async () => {
    image.src = URL.createObjectURL(new Blob(['these are words'], { type: 'image/png' }));
    await expectFailure('image-decode', /PNG, JPEG/, good);
  });

  test('an address where nothing is', async () => {
    image.src = new URL('no-such-image.png', import.meta.url).href;
    await expectFailure('image-decode', /could not be loaded/, good);
  });

  test('no address at all', async () => {
    image.removeAttribute('src');
    await expectFailure('image-missing', /src/, good);
  });

  test('an image from another origin that does not allow it', async () => {
    image.src = faultUrl({ text: DOT, cors: false });
    await expectFailure('cors', /Access-Control-Allow-Origin/, good);
  });

  test('nobody has to ask to be told: an element that explains by itself says it once, and goes on', async () => {
    const codes: string[] = [];
    overlay.addEventListener('saliency-error', ({ code }) => codes.push(code));
    overlay.manual = false;
    await once(overlay, 'saliency-result');
    const told = once(overlay, 'saliency-error');
    image.src = URL.createObjectURL(new Blob(['these are words'], { type: 'image/png' }));
    expect(await told).toMatchObject({ code: 'image-decode' });
    const again = once(overlay, 'saliency-result');
    good();
    await again;
    expect(overlay.status).toBe('ready');
    expect(codes).toEqual(['image-decode']);
  });

  test('an image from another origin that would allow it, had the page asked', async () => {
    image.src = faultUrl({ text: DOT, cors: true });
    expect(await overlay.explain()).toMatchObject({ imageWidth: 1, imageHeight: 1 });
  });
});

describe('models', () => {
  const good = (): void => void (overlay.model = 'workbench');

  test('a file that is no ONNX', async () => {
    overlay.model = new File(['these are words, and not a model'], 'words.onnx');
    await expectFailure('model-invalid', /ONNX/, good);
  });

  test('a file that was cut off half-way', async () => {
    const whole = await (await fetch(MODEL)).arrayBuffer();
    overlay.model = whole.slice(0, whole.byteLength / 2);
    await expectFailure('model-invalid', /./, good);
  });

  test('operators that have no gradient: all of them are named', async () => {
    const model = buildModel({
      inputs: { image: [1, 3, 8, 8] },
      outputs: ['scores'],
      initializers: [floatTensor('w', [4, 3, 3, 3], seededNumbers(108))],
      nodes: [
        ['Conv', ['image', 'w'], ['features'], { pads: [1, 1, 1, 1] }],
        ['Det', ['features'], ['sums']],
        ['DFT', ['sums'], ['pooled']],
        ['Flatten', ['pooled'], ['scores']],
      ],
    });
    overlay.model = new Blob([printModel(model)]);
    await expectFailure('model-unsupported', /Det.*DFT/, good);
  });

  test('an address where nothing is', async () => {
    overlay.model = faultUrl({ status: 404 });
    await expectFailure('model-fetch', /./, good);
  });

  test('a name that is in no catalogue', async () => {
    overlay.model = 'no-such-model';
    await expectFailure('bad-option', /workbench/, good);
  });
});

test('a worker that does not load', async () => {
  overlay.workerUrl = new URL('no-such-worker.js', import.meta.url).href;
  await expectFailure('worker-load', /worker/, () => {
    overlay.workerUrl = undefined;
  });
});

test.each([
  ['method', 'no-such-cam', /grad-cam/],
  ['targetClass', 'unicorn', /unicorn/],
  ['layer', 'no-such-layer', /no-such-layer/],
] as const)('an unknown %s', async (name, value, advice) => {
  const before = overlay[name];
  Object.assign(overlay, { [name]: value });
  await expectFailure('bad-option', advice, () => Object.assign(overlay, { [name]: before }));
});
