import { describe, expect, test } from 'vitest';
import type { SaliencyOverlay } from '../../../../src/components/define.js';
import { UNDO_MS } from '../../../../src/components/panel/model/models-panel.js';
import { listModels } from '../../../../src/engine.js';
import { printModel } from '../../../../src/onnx/codec/print-model.js';
import { faultUrl, requestsTo, upload } from '../../../faults/server/fault-url.js';
import { buildModel, floatTensor, seededNumbers } from '../../../fixtures/build-model.js';
import { TINY_CARD, tinyClassifier } from '../../../worker/tiny-classifier.js';
import { mount, once, overlayIn, plainImage, SCENE, until } from '../../mount.js';

const all = <T extends HTMLElement>(overlay: SaliencyOverlay, selector: string): T[] => [
  ...overlay.shadowRoot!.querySelectorAll<T>(selector),
];
const one = <T extends HTMLElement>(overlay: SaliencyOverlay, selector: string): T =>
  all<T>(overlay, selector)[0];
const question = (overlay: SaliencyOverlay, field: string): HTMLElement =>
  one(overlay, `[data-field=${field}]`);
const button = (root: HTMLElement, text: string): HTMLButtonElement =>
  [...root.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text)!;

/** A classifier of 5 classes that tells nothing of its images; from PyTorch there would be a good guess. */
function anonymous(producer?: string): Blob {
  const model = buildModel({
    inputs: { x: [1, 3, 32, 32] },
    outputs: { y: [1, 5] },
    initializers: [
      floatTensor('w', [6, 3, 3, 3], seededNumbers(162, 3)),
      floatTensor('fc', [6, 5], seededNumbers(30, 4)),
    ],
    nodes: [
      ['Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }],
      ['Relu', ['a'], ['features']],
      ['GlobalAveragePool', ['features'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Gemm', ['flat', 'fc'], ['y']],
    ],
  });
  return new Blob([printModel({ ...model, ...(producer && { producer }) })]);
}

async function explained(model: Blob): Promise<SaliencyOverlay> {
  const overlay = overlayIn(
    mount(`<saliency-overlay manual><img src="${SCENE}" width="224"></saliency-overlay>`),
  );
  overlay.model = model;
  overlay.manual = false;
  await once(overlay, 'saliency-result');
  await overlay.updateComplete;
  return overlay;
}

/** What the element explains after `act`. */
async function answered(overlay: SaliencyOverlay, act: () => void): Promise<void> {
  const result = once(overlay, 'saliency-result');
  act();
  await result;
  await overlay.updateComplete;
}

function choose(overlay: SaliencyOverlay, field: string, title: RegExp): void {
  const select = question(overlay, field).querySelector('select')!;
  select.selectedIndex = [...select.options].findIndex(({ text }) => title.test(text));
  select.dispatchEvent(new Event('change'));
}

describe('a model without a card', () => {
  test('has its open questions asked at once, and the guess shown', async () => {
    const overlay = await explained(anonymous());
    const section = one<HTMLDetailsElement>(overlay, '[part=model-questions]');
    expect(section.open).toBe(true);
    expect(section.querySelector('summary')!.textContent).toMatch(/2 questions/);
    expect(question(overlay, 'input').querySelector('select')!.selectedOptions[0].text).toMatch(/PyTorch/);
    expect(section.textContent).toMatch(/was guessed \(red first, values from 0 to 1/);
  });

  test('is opened again with the preprocessing that was chosen', async () => {
    const overlay = await explained(anonymous());
    const before = overlay.explanation!;
    await answered(overlay, () => choose(overlay, 'input', /^0 to 255/));
    expect(overlay.modelCard.input).toMatchObject({ range: [0, 255], resize: 'stretch' });
    expect(overlay.modelInfo!.card.input.range).toEqual([0, 255]);
    expect(overlay.explanation!.scores).not.toEqual(before.scores);
    expect(overlay.explanation!.mapRect).toEqual({ x: 0, y: 0, width: 448, height: 320 });
    // Still there, to be corrected once more.
    await answered(overlay, () => choose(overlay, 'input', /PyTorch/));
    expect(overlay.explanation!.scores).toEqual(before.scores);
  });

  test('has its guess confirmed', async () => {
    const overlay = await explained(anonymous());
    await answered(overlay, () => button(question(overlay, 'input'), "That's right").click());
    expect(overlay.modelCard.input).toEqual(overlay.modelInfo!.card.input);
    expect(question(overlay, 'input').hasAttribute('data-open')).toBe(false);
  });

  test('is given labels as a list, and told when they are too few', async () => {
    const overlay = await explained(anonymous());
    const text = question(overlay, 'labels').querySelector('textarea')!;
    const type = (value: string): void => {
      text.value = value;
      text.dispatchEvent(new Event('input'));
      button(question(overlay, 'labels'), 'Use these').click();
    };
    type('ant\nbee\ncat');
    await overlay.updateComplete;
    expect(question(overlay, 'labels').querySelector('[role=alert]')!.textContent).toBe(
      'The model has 5 classes, but this list has 3 labels.',
    );
    expect(text.value).toBe('ant\nbee\ncat');
    await answered(overlay, () => type('ant\nbee\ncat\ndog\neel'));
    expect(overlay.modelInfo!.card.labels).toEqual(['ant', 'bee', 'cat', 'dog', 'eel']);
    expect(overlay.explanation!.label).toBe(overlay.modelInfo!.card.labels[overlay.explanation!.classIndex]);
    expect(question(overlay, 'labels').querySelector('[role=alert]')).toBeNull();
  });

  test('is given labels as a file', async () => {
    const overlay = await explained(anonymous());
    const input = question(overlay, 'labels').querySelector<HTMLInputElement>('input[type=file]')!;
    const files = new DataTransfer();
    files.items.add(new File(['["ant", "bee", "cat", "dog", "eel"]'], 'labels.json'));
    input.files = files.files;
    await answered(overlay, () => input.dispatchEvent(new Event('change')));
    expect(overlay.modelInfo!.card.labels[4]).toBe('eel');
  });

  test('with a likely guess is not asked of unasked, yet shown and correctable', async () => {
    const overlay = await explained(anonymous('pytorch'));
    await answered(overlay, () => (overlay.modelCard = { labels: ['a', 'b', 'c', 'd', 'e'] }));
    const fresh = overlayIn(
      mount(`<saliency-overlay manual><img src="${SCENE}" width="224"></saliency-overlay>`),
    );
    fresh.model = overlay.model;
    fresh.modelCard = overlay.modelCard;
    fresh.manual = false;
    await once(fresh, 'saliency-result');
    await fresh.updateComplete;
    const section = one<HTMLDetailsElement>(fresh, '[part=model-questions]');
    expect(section.open).toBe(false);
    expect(section.querySelector('summary')!.textContent).toMatch(/guessed/);
    await answered(fresh, () => choose(fresh, 'output', /sigmoid/));
    expect(fresh.modelInfo!.card.output.activation).toBe('sigmoid');
    expect(fresh.modelCard.labels).toHaveLength(5);
  });

  test('takes its answers along when another model comes', async () => {
    const overlay = await explained(anonymous());
    await answered(overlay, () => choose(overlay, 'input', /^0 to 255/));
    await answered(overlay, () => (overlay.model = 'workbench'));
    expect(overlay.modelCard).toEqual({});
    expect(one(overlay, '[part=model-questions]')).toBeUndefined();
  });
});

test('what the page says of a model is not asked', async () => {
  const overlay = overlayIn(
    mount(`<saliency-overlay manual><img src="${plainImage(64, 48)}" width="64"></saliency-overlay>`),
  );
  overlay.model = tinyClassifier();
  overlay.modelCard = TINY_CARD;
  overlay.manual = false;
  await once(overlay, 'saliency-result');
  await overlay.updateComplete;
  expect(one(overlay, '[part=model-questions]')).toBeUndefined();
});

describe('the kept models', () => {
  async function opened(name: string): Promise<{ overlay: SaliencyOverlay; url: string }> {
    const url = faultUrl();
    await upload(url, tinyClassifier());
    const overlay = overlayIn(
      mount(
        `<saliency-overlay model="${url.replaceAll('&', '&amp;')}" manual><img src="${SCENE}" width="224"></saliency-overlay>`,
      ),
    );
    overlay.modelCard = { ...TINY_CARD, name };
    await overlay.explain();
    one(overlay, '[part=models] summary').click();
    await until(() => row(overlay, name) !== undefined);
    return { overlay, url };
  }

  const row = (overlay: SaliencyOverlay, name: string): HTMLElement | undefined =>
    all(overlay, '.kept-model').find((item) => item.querySelector('.kept-name')!.textContent === name);
  const isKept = async (name: string): Promise<boolean> =>
    (await listModels()).some((model) => model.name === name);

  test('are listed with sizes and a total', async () => {
    const { overlay, url } = await opened('listed');
    expect(row(overlay, 'listed')!.querySelector('.kept-size')!.textContent).toBe('12 kB');
    expect(row(overlay, 'listed')!.querySelector<HTMLElement>('.kept-name')!.title).toBe(url);
    const section = one(overlay, '[part=models]');
    expect(section.querySelector('summary')!.textContent).toMatch(/Saved models\s+[\d.]+ [kM]B/);
    expect(section.textContent).toMatch(/This page uses .+ of the .+ that the browser allows it\./);
    overlay.remove();
  });

  test('are deleted without a question; for a moment that can be taken back', async () => {
    const { overlay } = await opened('undone');
    button(row(overlay, 'undone')!, 'Delete').click();
    await overlay.updateComplete;
    expect(row(overlay, 'undone')!.textContent).toMatch(/deleted/);
    button(row(overlay, 'undone')!, 'Undo').click();
    await overlay.updateComplete;
    expect(row(overlay, 'undone')!.textContent).toMatch(/12 kB/);
    expect(await isKept('undone')).toBe(true);
  });

  test(
    'are gone when the moment is over, and fetched again when they are wanted',
    { timeout: 120_000 },
    async () => {
      const { overlay, url } = await opened('gone');
      button(row(overlay, 'gone')!, 'Delete').click();
      await new Promise((resolve) => setTimeout(resolve, UNDO_MS));
      await until(() => row(overlay, 'gone') === undefined);
      expect(await isKept('gone')).toBe(false);
      expect((await overlay.explain({ targetClass: 2 })).classIndex).toBe(2);
      const gets = async (): Promise<number> =>
        (await requestsTo(url)).filter(({ method }) => method === 'GET').length;
      expect(await gets()).toBe(1);
      overlay.modelCard = { ...TINY_CARD, name: 'gone', layer: 'early' };
      await overlay.explain();
      expect(await gets()).toBe(2);
    },
  );

  test('are deleted at once when the element goes within the moment', async () => {
    const { overlay } = await opened('left');
    button(row(overlay, 'left')!, 'Delete').click();
    overlay.remove();
    for (let tries = 0; (await isKept('left')) && tries < 50; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await isKept('left')).toBe(false);
  });
});
