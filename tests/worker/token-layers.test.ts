import { expect, test } from 'vitest';
import type { Model } from '../../src/onnx/graph/model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { ModelCard } from '../../src/models/model-card.js';
import { nd, type NdArray } from '../gradient/reference/nd-array.js';
import { runGraph } from '../gradient/reference/run-graph.js';
import { seededNumbers } from '../fixtures/build-model.js';
import { tinyVit } from '../fixtures/tiny-vit.js';
import { createClient } from './clients.js';

const [WIDTH, HEIGHT, POSITIONS, CHANNELS] = [16, 12, 12, 8];

const CARD: ModelCard = {
  name: 'tiny-vit',
  input: {
    name: 'image',
    layout: 'NCHW',
    width: WIDTH,
    height: HEIGHT,
    channels: 'RGB',
    range: [0, 1],
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    resize: 'stretch',
  },
  output: { name: 'logits', activation: 'softmax' },
  labels: ['cat', 'dog', 'hen', 'owl'],
};

/** Random pixels of exactly the input's size, and the tensor that the card makes of them. */
function picture(): { image: ImageData; tensor: NdArray } {
  const image = new ImageData(WIDTH, HEIGHT);
  const noise = seededNumbers(WIDTH * HEIGHT * 3, 9);
  const tensor = nd([1, 3, HEIGHT, WIDTH], new Array<number>(noise.length).fill(0));
  const data = Array.from(tensor.data);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    image.data[4 * pixel + 3] = 255;
    for (let colour = 0; colour < 3; colour++) {
      const value = Math.round(127 + 120 * noise[3 * pixel + colour]);
      image.data[4 * pixel + colour] = value;
      data[colour * WIDTH * HEIGHT + pixel] = (image.data[4 * pixel + colour] / 255 - 0.5) / 0.5;
    }
  }
  return { image, tensor: { ...tensor, data: Float64Array.from(data) } };
}

/** HiResCAM's sum over channels of A dS/dA at a position: how S answers to scaling that position's token. */
function expectedMap(model: Model, layer: string, tensor: NdArray, classIndex: number): number[] {
  const feeds = runGraph(model, new Map([['image', tensor]]));
  const tokens = feeds.get(layer)!;
  const after = model.graph.nodes.findIndex(({ outputs }) => outputs.includes(layer)) + 1;
  const tail = { ...model, graph: { ...model.graph, nodes: model.graph.nodes.slice(after) } };
  const scoreWith = (position: number, factor: number): number => {
    const data = Float64Array.from(tokens.data);
    const start = (1 + position) * CHANNELS; // behind the class token
    for (let i = start; i < start + CHANNELS; i++) data[i] *= factor;
    return runGraph(tail, new Map([...feeds, [layer, { ...tokens, data }]])).get('logits')!.data[classIndex];
  };
  const step = 1e-5;
  return Array.from({ length: POSITIONS }, (_, position) =>
    Math.max(0, (scoreWith(position, 1 + step) - scoreWith(position, 1 - step)) / (2 * step)),
  );
}

test.each(['placed', 'norm0', 'norm1'])(
  'tokens become a map of their patches, without the class token: %s',
  async (layer) => {
    const model = tinyVit();
    const { image, tensor } = picture();
    const client = createClient();
    const info = await client.open({ data: new Blob([printModel(model)]), card: CARD });
    expect(info.defaultLayer).toBe('norm1');
    client.setImage(await createImageBitmap(image));
    const found = await client.explain({ method: 'hires-cam', targetClass: 2, layer });
    expect(found).toMatchObject({ mapWidth: 4, mapHeight: 3, empty: false });
    const expected = expectedMap(model, layer, tensor, 2);
    const scale = Math.max(...expected);
    expect(scale).toBeGreaterThan(1e-3);
    found.map.forEach((value, i) => expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-4));
  },
);

test('without one channel, the tokens that stand for no position stay as they are', async () => {
  const model = tinyVit();
  const { image, tensor } = picture();
  const client = createClient();
  await client.open({ data: new Blob([printModel(model)]), card: CARD });
  client.setImage(await createImageBitmap(image));
  const { map } = await client.explain({ method: 'ablation-cam', targetClass: 2 });
  const feeds = runGraph(model, new Map([['image', tensor]]));
  const tokens = feeds.get('norm1')!;
  const after = model.graph.nodes.findIndex(({ outputs }) => outputs.includes('norm1')) + 1;
  const tail = { ...model, graph: { ...model.graph, nodes: model.graph.nodes.slice(after) } };
  const score = feeds.get('logits')!.data[2];
  const weights = Array.from({ length: CHANNELS }, (_, channel) => {
    const data = Float64Array.from(tokens.data).map((value, i) =>
      i >= CHANNELS && i % CHANNELS === channel ? 0 : value,
    );
    const without = runGraph(tail, new Map([...feeds, ['norm1', { ...tokens, data }]])).get('logits')!;
    return (score - without.data[2]) / Math.abs(score);
  });
  const expected = Array.from({ length: POSITIONS }, (_, position) =>
    Math.max(
      0,
      weights.reduce((sum, w, c) => sum + w * tokens.data[(1 + position) * CHANNELS + c], 0),
    ),
  );
  const scale = Math.max(...expected);
  map.forEach((value, i) => expect(Math.abs(value - expected[i]) / scale).toBeLessThan(1e-3));
});
