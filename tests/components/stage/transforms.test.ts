import { beforeAll, describe, test } from 'vitest';
import { page } from 'vitest/browser';
import { editing, expectExactDrag, turnedScene } from './turned-scene.js';

// Turned images need room: the mouse reaches only what is in view.
beforeAll(() => page.viewport(800, 600));

const TRANSFORMS = [
  'transform:rotate(90deg)',
  'transform:rotate(180deg)',
  'rotate:30deg',
  'transform:scaleX(-1)',
  'transform:scaleY(-1)',
  'transform:skewX(20deg)',
  'scale:.7 1.3;translate:20px -35px',
  'transform:rotate(-137deg) scale(.8)',
  'transform:rotate(25deg);transform-origin:10px 90px',
  'transform:matrix(-.6,.5,.4,.9,12,3)',
  "offset-path:path('M 160 100 L 260 180');offset-distance:20%",
  'offset-path:ray(60deg);offset-rotate:reverse 10deg',
  'zoom:1.3',
];

describe.each([
  ['the image itself', 'own'],
  ['an ancestor', 'ancestor'],
] as const)('a box is exported in pixels of the file, with %s under', (_, turned) => {
  test.each(TRANSFORMS)('%s', async (turn) => {
    const root = turnedScene({ [turned]: turn });
    await expectExactDrag(root, await editing(root));
  });
});

test.each(['transform:rotate(90deg) scaleX(-1)', 'transform:rotate(30deg) skewY(10deg)'])(
  'a box is exported in pixels of the file, on a wrapped image and in an ancestor with %s',
  async (turn) => {
    const own = turnedScene({ own: turn, isWrapped: true });
    await expectExactDrag(own, await editing(own));
    own.remove();
    const both = turnedScene({ ancestor: turn, own: turn, isWrapped: true });
    await expectExactDrag(both, await editing(both));
  },
);
