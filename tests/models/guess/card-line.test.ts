import { expect, test } from 'vitest';
import { cardLine } from '../../../src/models/guess/card-line.js';

test.each([
  [
    [1, 1, 64, 96],
    "layout: 'NCHW', width: 96, height: 64, channels: 'GRAY', range: [0, 1], mean: [0], std: [1]",
  ],
  [
    [1, 224, 192, 3],
    "layout: 'NHWC', width: 192, height: 224, channels: 'RGB', range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1]",
  ],
])(
  'an image of [%s] is given by the field of the card that the element and the engine have',
  (shape, fields) => {
    expect(cardLine('pixels', shape)).toBe(
      `set modelCard (the engine's card) to { input: { name: "pixels", ${fields}, resize: 'stretch' } }`,
    );
  },
);
