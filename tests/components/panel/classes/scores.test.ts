import { describe, expect, test } from 'vitest';
import type { SaliencyOverlay } from '../../../../src/components/define.js';
import type { GivenCard } from '../../../../src/models/model-card.js';
import { printModel } from '../../../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor, seededNumbers } from '../../../fixtures/build-model.js';
import { mount, once, overlayIn, SCENE } from '../../mount.js';

const INPUT = {
  name: 'x',
  layout: 'NCHW',
  width: 32,
  height: 32,
  channels: 'RGB',
  range: [0, 1],
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: 'stretch',
} as const;

/** So many numbers, of which the last is the mean of the only feature map, times `scale`. */
function network(numbers: number, scale: number): Blob {
  const weights = Array.from({ length: numbers }, (_, i) => (i === numbers - 1 ? scale : -1));
  const model = buildModel({
    inputs: { x: [1, 3, 32, 32] },
    outputs: { y: [1, numbers] },
    initializers: [
      floatTensor('w', [1, 3, 3, 3], seededNumbers(27, 3).map(Math.abs)),
      floatTensor('fc', [1, numbers], weights),
    ],
    nodes: [
      ['Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }],
      ['Relu', ['a'], ['features']],
      ['GlobalAveragePool', ['features'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['MatMul', ['flat', 'fc'], ['y']],
    ],
  });
  return new Blob([printModel(model)]);
}

async function explained(model: Blob, card: GivenCard): Promise<SaliencyOverlay> {
  const overlay = overlayIn(
    mount(`<saliency-overlay manual><img src="${SCENE}" width="224"></saliency-overlay>`),
  );
  Object.assign(overlay, { model, modelCard: { input: INPUT, ...card }, manual: false });
  await once(overlay, 'saliency-result');
  await overlay.updateComplete;
  return overlay;
}

const texts = (overlay: SaliencyOverlay, selector: string): string[] =>
  [...overlay.shadowRoot!.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

describe('a quantity', () => {
  test('is shown as the number it is, beside the class and on its boxes', async () => {
    const overlay = await explained(network(1, 40), { output: { activation: 'none' }, labels: ['age'] });
    const { score } = overlay.explanation!;
    const number = String(Number(score.toPrecision(4)));
    expect(score).toBeGreaterThan(2);
    expect(texts(overlay, '.class')).toEqual([expect.stringMatching(new RegExp(`^age\\s+${number}$`))]);
    expect(texts(overlay, '.draft .score')).toEqual(overlay.boxes.map(() => number));
    expect(overlay.boxes.length).toBeGreaterThan(0);
    expect(overlay.shadowRoot!.querySelector('.thumbnail')!.getAttribute('aria-label')).toContain(
      `draft, ${number}, `,
    );
  });

  test('stays with its boxes when a page keeps them', async () => {
    const overlay = await explained(network(1, 40), { output: { activation: 'none' }, labels: ['age'] });
    const [before] = overlay.boxes;
    overlay.accept('all');
    overlay.setBoxes(JSON.parse(JSON.stringify(overlay.boxes)) as typeof overlay.boxes);
    expect(overlay.boxes[0].provenance.value).toBe(before.provenance.value);
  });
});

describe('one logit', () => {
  test('is a percentage, on its boxes too, and its negative can be asked for', async () => {
    const overlay = await explained(network(1, 0.1), {
      output: { activation: 'sigmoid' },
      labels: ['scratch'],
    });
    const { score } = overlay.explanation!;
    expect(score).toBeLessThan(0.9);
    const [own, other] = [score, 1 - score].map((share) => `${Math.round(share * 100)}%`);
    expect(texts(overlay, '.class-score')).toEqual([own, other]);
    expect(texts(overlay, '.class-label')).toEqual(['scratch', 'not scratch']);
    expect(overlay.boxes[0].score).toBeCloseTo(score, 5);
    const result = once(overlay, 'saliency-result' as 'load');
    overlay.shadowRoot!.querySelectorAll<HTMLElement>('.class')[1].click();
    await result;
    expect(overlay.explanation).toMatchObject({ label: 'not scratch', classIndex: 1 });
  });

  test('does not put its negative among the labels of boxes', async () => {
    const overlay = await explained(network(1, 0.1), {
      output: { activation: 'sigmoid' },
      labels: ['scratch'],
    });
    expect(texts(overlay, '.draft option')).toEqual(overlay.boxes.map(() => 'scratch'));
  });
});

describe('two classes of one name', () => {
  const labels = ['crane', 'dog', 'crane', 'hen', 'crane'];

  test('stay two in the menus, on boxes and in exports', async () => {
    const overlay = await explained(network(5, 2), { output: { activation: 'softmax' }, labels });
    expect(overlay.explanation!.label).toBe('crane (class 4)');
    const names = ['crane (class 0)', 'dog', 'crane (class 2)', 'hen', 'crane (class 4)'];
    expect(texts(overlay, '.class-label').sort()).toEqual([...names].sort());
    expect([...new Set(texts(overlay, '.draft option'))]).toEqual(names);
    overlay.accept('all');
    const coco = JSON.parse(overlay.exportAnnotations('coco') as string) as {
      categories: { id: number; name: string }[];
      annotations: { category_id: number }[];
    };
    expect(coco.categories.map(({ name }) => name)).toEqual(names);
    expect(new Set(coco.annotations.map(({ category_id: id }) => id))).toEqual(new Set([5]));
  });

  test("in the page's own labels, too", async () => {
    const overlay = await explained(network(2, 2), {
      output: { activation: 'softmax' },
      labels: ['crane', 'owl'],
    });
    overlay.labels = ['owl', 'crane', 'owl', 'bat'];
    await overlay.updateComplete;
    const coco = JSON.parse(overlay.exportAnnotations('coco') as string) as {
      categories: { name: string }[];
    };
    expect(coco.categories.map(({ name }) => name)).toEqual([
      'owl (class 0)',
      'crane',
      'owl (class 2)',
      'bat',
      'owl',
    ]);
  });
});
