import { expect, onTestFinished, test } from 'vitest';
import { layerOf, mount, overlayIn, plainImage, until } from '../mount.js';

const PICTURE = plainImage(40, 20);

/** Waits until the layer lies where `expected` says, in pixels from the image's top left corner. */
async function expectLayer(
  root: HTMLElement,
  expected: { x: number; y: number; width: number; height: number },
): Promise<void> {
  const image = root.querySelector('img')!;
  const offset = (): { x: number; y: number; width: number; height: number } | undefined => {
    const layer = layerOf(overlayIn(root))?.getBoundingClientRect();
    const target = image.getBoundingClientRect();
    return (
      layer && { x: layer.x - target.x, y: layer.y - target.y, width: layer.width, height: layer.height }
    );
  };
  const near = (): boolean => {
    const actual = offset();
    if (!actual) return false;
    const keys = ['x', 'y', 'width', 'height'] as const;
    return keys.every((key) => Math.abs(actual[key] - expected[key]) < 0.6);
  };
  const start = performance.now();
  await until(() => near() || performance.now() - start > 3000);
  expect(near(), `layer at ${JSON.stringify(offset())}, expected ${JSON.stringify(expected)}`).toBe(true);
}

test('lies over a wrapped image, inside its border and padding', async () => {
  const root = mount(
    `<saliency-overlay manual><img src="${PICTURE}" width="200" height="100" style="border:5px solid;padding:10px 20px"></saliency-overlay>`,
  );
  await expectLayer(root, { x: 25, y: 15, width: 200, height: 100 });
});

test('lies over an image named by `for`, which stays where it is', async () => {
  const root = mount(
    `<p>text</p><img id="pic" src="${PICTURE}" width="200" height="100"><saliency-overlay for="pic" manual></saliency-overlay>`,
  );
  const image = root.querySelector('img')!;
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
  expect(image.parentElement).toBe(root);
  expect(overlayIn(root).target).toBe(image);
});

test('attaches to the `target` property before `for`, and to what comes later', async () => {
  const root = mount(`<saliency-overlay for="late" manual></saliency-overlay><img src="${PICTURE}">`);
  const overlay = overlayIn(root);
  overlay.target = root.querySelector('img')!;
  await expectLayer(root, { x: 0, y: 0, width: 40, height: 20 });

  overlay.target = null;
  const late = Object.assign(document.createElement('img'), { id: 'late', src: PICTURE, width: 80 });
  root.prepend(late);
  await until(() => overlay.target === late);
  await expectLayer(root, { x: 0, y: 0, width: 80, height: 40 });
});

test('follows a resize, a restyle and text that pushes the image down', async () => {
  const root = mount(
    `<p></p><img id="moving" src="${PICTURE}" width="200" height="100"><saliency-overlay for="moving" manual></saliency-overlay>`,
  );
  const image = root.querySelector('img')!;
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
  image.width = 300;
  await expectLayer(root, { x: 0, y: 0, width: 300, height: 100 });
  image.style.padding = '7px';
  await expectLayer(root, { x: 7, y: 7, width: 300, height: 100 });
  root.querySelector('p')!.style.height = '73px';
  await expectLayer(root, { x: 7, y: 7, width: 300, height: 100 });
});

test('follows the scrolling of a container that is no containing block', async () => {
  const root = mount(
    `<div style="overflow:auto;height:120px;width:260px"><div style="height:60px"></div><img id="scrolled" src="${PICTURE}" width="200" height="100"><div style="height:400px"></div></div><saliency-overlay for="scrolled" manual></saliency-overlay>`,
  );
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
  root.querySelector('div')!.scrollTop = 45;
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
});

test.each([
  ['an ancestor', '<div style="transform:scale(.5) translate(30px, 10px);transform-origin:0 0">', ''],
  ['the image itself', '<div>', 'transform:scale(.5)'],
])('follows a transform of %s', async (_, open, style) => {
  const root = mount(
    `${open}<img id="scaled" src="${PICTURE}" width="200" height="100" style="${style}"></div><saliency-overlay for="scaled" manual></saliency-overlay>`,
  );
  await expectLayer(root, { x: 0, y: 0, width: 100, height: 50 });
});

test('hides with the image, and leaves with the element', async () => {
  const root = mount(
    `<img id="gone" src="${PICTURE}" width="200"><saliency-overlay for="gone" manual></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
  root.querySelector('img')!.style.display = 'none';
  await until(() => layerOf(overlay)!.style.display === 'none');
  overlay.remove();
  expect(root.querySelector('[data-saliency-layer]')).toBeNull();
});

test('survives a host that wraps the image again', async () => {
  const root = mount(
    `<saliency-overlay manual><img src="${PICTURE}" width="200" height="100"></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
  const image = root.querySelector('img')!;
  const wrapper = document.createElement('div');
  wrapper.style.padding = '12px';
  image.replaceWith(wrapper);
  wrapper.append(image);
  await until(() => overlay.target === image);
  await expectLayer(root, { x: 0, y: 0, width: 200, height: 100 });
});

test('draws more pixels when the window moves to a denser screen', async () => {
  const root = mount(
    `<saliency-overlay manual editing><img src="${PICTURE}" width="200" height="100"></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  const widths = (): number[] =>
    [...(layerOf(overlay)?.shadowRoot!.querySelectorAll('canvas') ?? [])].map(({ width }) => width);
  const { devicePixelRatio } = window;
  await until(() => widths().length === 3 && widths().every((width) => width === 200 * devicePixelRatio));

  Object.defineProperty(window, 'devicePixelRatio', { value: 3, configurable: true });
  onTestFinished(() => {
    Object.defineProperty(window, 'devicePixelRatio', { value: devicePixelRatio, configurable: true });
  });
  window.dispatchEvent(new Event('resize'));
  await until(() => widths().every((width) => width === 600));
});
