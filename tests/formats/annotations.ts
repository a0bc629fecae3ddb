import type { ImageAnnotations } from '../../src/formats/annotation-format.js';
import type { DraftBox } from '../../src/drafts/draft-box.js';

export const box = (more: Partial<DraftBox> = {}): DraftBox => ({
  id: 'dog@176,156',
  label: 'dog',
  score: 0.83,
  x: 80,
  y: 96,
  width: 192,
  height: 120,
  status: 'accepted',
  provenance: { model: 'vgg16', method: 'grad-cam', layer: 'relu5_3', threshold: 0.2, edited: false },
  ...more,
});

/** One image of 640 x 480 with these boxes. */
export const image = (...boxes: DraftBox[]): ImageAnnotations => ({
  image: { fileName: 'a.jpg', width: 640, height: 480 },
  boxes,
});

/** What every format has to get right at once: two images, three classes, a decimal box, a hand-drawn one. */
export const dataset: readonly ImageAnnotations[] = [
  {
    image: { fileName: 'photos/a.jpg', width: 640, height: 480, url: 'https://example.org/a.jpg' },
    boxes: [
      box(),
      box({ id: 'cat@20,10', label: 'cat', score: 0.5, x: 1.23456, y: 2, width: 30.5, height: 20.25 }),
      box({ id: 'rejected', status: 'rejected' }),
      box({ id: 'open', status: 'draft' }),
    ],
  },
  {
    image: { fileName: 'photos/b.png', width: 200, height: 100 },
    boxes: [
      box({
        id: 'drawn-1',
        label: 'zebra',
        score: 1,
        x: 150,
        y: -10,
        width: 100,
        height: 60,
        provenance: { model: '', method: 'manual', layer: '', threshold: 0, edited: true },
      }),
    ],
  },
];

export const polygonBox = box({
  x: 10,
  y: 20,
  width: 30,
  height: 40,
  polygon: [
    [10, 40],
    [25, 20],
    [40, 40],
    [25.5, 60],
  ],
});
