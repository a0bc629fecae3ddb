import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { layerOf, until } from '../mount.js';
import { editing, expectExactDrag, turnedScene } from './turned-scene.js';

beforeAll(() => page.viewport(800, 600));

const SHEET = `
  .mirrored { transform: scaleX(-1) }
  .upside-down { rotate: 180deg }
  .sliding { scale: -1 -1; transition: scale .2s }
  [data-view='back'] { transform: scaleY(-1) }
  .host:has(:checked) .ancestor { transform: scaleX(-1) }
`;

function styleSheet(text: string): void {
  const element = document.createElement('style');
  element.textContent = text;
  document.head.append(element);
  onTestFinished(() => element.remove());
}

interface Parts {
  readonly root: HTMLElement;
  readonly turned: readonly HTMLElement[];
  readonly ancestor: HTMLElement;
}

const addClass =
  (name: string) =>
  ({ turned }: Parts): void => {
    for (const element of turned) element.classList.add(name);
  };

/** What leaves the image's upright outline as it is. */
const CHANGES: Readonly<Record<string, (parts: Parts) => void>> = {
  'a class of the image': addClass('mirrored'),
  'a class of an ancestor': ({ ancestor }) => ancestor.classList.add('upside-down'),
  'a class with a transition': addClass('sliding'),
  'an attribute that a style sheet goes by': ({ ancestor }) => (ancestor.dataset.view = 'back'),
  'a style sheet': () => styleSheet('.ancestor { rotate: 180deg }'),
  'a box that is checked elsewhere'({ root }) {
    root.className = 'host';
    root.insertAdjacentHTML('beforeend', '<input type="checkbox">');
    root.querySelector('input')!.checked = true;
  },
  'an animation that a script seeks'({ ancestor }) {
    const animation = ancestor.animate({ transform: ['scaleX(1)', 'scaleX(-1)'] }, 1000);
    animation.pause();
    animation.currentTime = 999.999;
  },
  'an animation in steps'({ ancestor }) {
    const keyframes = { transform: ['scaleX(1)', 'scaleX(-1)'] };
    ancestor.animate(keyframes, { duration: 400, easing: 'steps(1)', fill: 'forwards' });
  },
};

test.each(Object.entries(CHANGES))(
  'notices that the image is mirrored or turned by %s',
  async (_, change) => {
    styleSheet(SHEET);
    const root = turnedScene({});
    const overlay = await editing(root);
    const parts = {
      root,
      turned: [...root.querySelectorAll<HTMLElement>('img, .twin')],
      ancestor: root.querySelector<HTMLElement>('.ancestor')!,
    };
    // At rest: the tracker sleeps.
    await new Promise((resolve) => setTimeout(resolve, 200));
    change(parts);
    await new Promise((resolve) => setTimeout(resolve, 900));
    await expectExactDrag(root, overlay);
  },
);

test('asks for no frames while nothing moves', async () => {
  const root = turnedScene({});
  await editing(root);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const requestAnimationFrame = window.requestAnimationFrame.bind(window);
  onTestFinished(() => {
    window.requestAnimationFrame = requestAnimationFrame;
  });
  let frames = 0;
  window.requestAnimationFrame = (callback) => {
    frames++;
    return requestAnimationFrame(callback);
  };
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(frames).toBe(0);
});

test('follows an image that a style sheet fits otherwise', async () => {
  const root = turnedScene({ own: 'height:300px' });
  const overlay = await editing(root);
  await new Promise((resolve) => setTimeout(resolve, 200));
  styleSheet('img { object-fit: contain }');
  const before = layerOf(overlay)!.shadowRoot!.querySelector<HTMLElement>('.region')!.style.height;
  await until(
    () => layerOf(overlay)!.shadowRoot!.querySelector<HTMLElement>('.region')!.style.height !== before,
  );
  expect(layerOf(overlay)!.shadowRoot!.querySelector<HTMLElement>('.region')!.style.height).toBe('200px');
});
