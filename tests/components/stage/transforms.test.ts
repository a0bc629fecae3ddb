import { beforeAll, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { layerOf, until } from '../mount.js';
import { editing, expectExactDrag, rest, turnedScene } from './turned-scene.js';

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
  "offset-path:path('M 60 100 Q 160 60 260 180');offset-distance:60px;offset-rotate:reverse 10deg",
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

test('a box is exported in pixels of the file, in an ancestor on a ray', async () => {
  const root = turnedScene({ ancestor: 'offset-path:ray(60deg);offset-rotate:reverse 10deg' });
  await expectExactDrag(root, await editing(root));
});

describe.each(['transform:rotate(90deg) scaleX(-1)', 'transform:rotate(30deg) skewY(10deg)'])(
  'a box is exported in pixels of the file, on a wrapped image with %s',
  (own) => {
    test.each(['', 'transform:rotate(60deg)', 'transform:scaleX(-1)'])(
      'in an ancestor with "%s"',
      async (ancestor) => {
        const root = turnedScene({ own, ancestor, isWrapped: true });
        await expectExactDrag(root, await editing(root));
      },
    );
  },
);

test.each(['own', 'ancestor'] as const)(
  'a box is exported right after a transition of the %s',
  async (who) => {
    const root = turnedScene({ [who]: 'transition:transform .3s' });
    const overlay = await editing(root);
    const turned = root.querySelectorAll<HTMLElement>(who === 'own' ? 'img, .twin' : '.ancestor');
    for (const { style } of turned) style.transform = 'rotate(120deg) scaleX(-1)';
    await new Promise((resolve) => setTimeout(resolve, 500));
    await rest(overlay);
    await expectExactDrag(root, overlay);
  },
);

test.each(['own', 'ancestor'] as const)('the layer keeps up with an animation of the %s', async (who) => {
  const root = turnedScene({ [who]: 'will-change:transform' });
  const overlay = await editing(root);
  const turned = root.querySelectorAll<HTMLElement>(who === 'own' ? 'img, .twin' : '.ancestor');
  for (const element of turned)
    element.animate({ transform: ['rotate(0)', 'rotate(360deg)'] }, { duration: 3000, iterations: Infinity });
  // From the second frame on: the first tells that something moves.
  for (let frame = 0; frame < 30; frame++) {
    await new Promise(requestAnimationFrame);
    // After all that runs before the frame is painted.
    await new Promise((resolve) => setTimeout(resolve));
    if (frame < 6) continue;
    expect(misfit(root, overlay)).toBeLessThan(1);
  }
});

test.each([
  ['the image', '.twin, img', 'perspective(400px) rotateY(40deg)'],
  ['an ancestor', '.ancestor', 'perspective(300px) rotateX(-30deg) rotateZ(10deg)'],
])(
  '%s in perspective has no layer over it, the status says why, and both end with it',
  async (_, who, tilt) => {
    const root = turnedScene({});
    const overlay = await editing(root);
    overlay.controls = 'full';
    const status = (): string => overlay.shadowRoot!.querySelector('.status-text')?.textContent ?? '';
    const isShown = (): boolean => layerOf(overlay)?.checkVisibility() ?? false;
    const turned = root.querySelectorAll<HTMLElement>(who);
    for (const { style } of turned) style.transform = tilt;
    await until(() => status().includes('tilted in space') && !isShown());
    for (const { style } of turned) style.transform = 'rotate(30deg)';
    await until(() => !status().includes('tilted') && isShown());
    // The panel lies over the scene here.
    overlay.controls = 'none';
    await rest(overlay);
    await expectExactDrag(root, overlay);
  },
);

/** How far the layer's upright outline is from the twin's, in CSS pixels. */
function misfit(root: HTMLElement, overlay: SaliencyOverlay): number {
  const layer = layerOf(overlay)!.getBoundingClientRect();
  const twin = root.querySelector('.twin')!.getBoundingClientRect();
  return Math.max(...(['x', 'y', 'width', 'height'] as const).map((key) => Math.abs(layer[key] - twin[key])));
}
