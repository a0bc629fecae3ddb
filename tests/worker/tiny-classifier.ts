import { printModel } from '../../src/onnx/codec/print-model.js';
import type { InputSpec, ModelCard } from '../../src/models/model-card.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';

const INPUT: InputSpec = {
  name: 'image',
  layout: 'NCHW',
  width: 16,
  height: 16,
  channels: 'RGB',
  range: [0, 1],
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
  resize: 'stretch',
};

export const TINY_CARD: ModelCard = {
  name: 'tiny',
  input: INPUT,
  output: { name: 'logits', activation: 'softmax' },
  labels: ['cat', 'dog', 'hen', 'owl'],
};

const conv = (pads: number) => ({ kernel_shape: [3, 3], pads: [pads, pads, pads, pads] });

/**
 * Two convolutions, a pooling and a linear layer with fixed random weights: 16 x 16 pixels to 4 classes, layers
 * `early` [1, 8, 16, 16] and `late` [1, 8, 8, 8]. Large enough that its weights are linked, not copied.
 */
export function tinyClassifier(): Blob {
  const model = buildModel({
    inputs: { image: [1, 3, 16, 16] },
    outputs: { logits: [1, 4] },
    initializers: [
      floatTensor('w1', [8, 3, 3, 3], seededNumbers(8 * 3 * 9, 1)),
      floatTensor('b1', [8], seededNumbers(8, 2)),
      floatTensor('w2', [8, 8, 3, 3], seededNumbers(8 * 8 * 9, 3)),
      floatTensor('b2', [8], seededNumbers(8, 4)),
      floatTensor('w3', [4, 512], seededNumbers(4 * 512, 5)),
      floatTensor('b3', [4], seededNumbers(4, 6)),
    ],
    nodes: [
      ['Conv', ['image', 'w1', 'b1'], ['c1'], conv(1)],
      ['Relu', ['c1'], ['early']],
      ['MaxPool', ['early'], ['p1'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Conv', ['p1', 'w2', 'b2'], ['c2'], conv(1)],
      ['Relu', ['c2'], ['late']],
      ['Flatten', ['late'], ['flat']],
      ['Gemm', ['flat', 'w3', 'b3'], ['logits'], { transB: 1 }],
    ],
  });
  return new Blob([printModel(model)]);
}

/** A picture of two coloured squares on grey, and another one with them exchanged. */
export async function tinyImage(exchanged = false): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(64, 48);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(90 90 90)';
  context.fillRect(0, 0, 64, 48);
  context.fillStyle = exchanged ? 'rgb(20 40 230)' : 'rgb(240 60 20)';
  context.fillRect(6, 8, 20, 20);
  context.fillStyle = exchanged ? 'rgb(240 60 20)' : 'rgb(20 40 230)';
  context.fillRect(38, 20, 18, 22);
  return createImageBitmap(canvas);
}
