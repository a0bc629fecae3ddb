import '../../src/components/define.js';
import type { SaliencyOverlay } from '../../src/components/define.js';
import { SaliencyClient } from '../../src/worker/client/saliency-client.js';
import { beforeEach, onTestFinished } from 'vitest';
import { pageBook } from '../../src/components/overlay/labels/page-book.js';

/** Shares the elements' worker, so that it outlives each test and starts once per file. */
const keeper = new SaliencyClient();
void keeper.runCounts();

/** Elements of a page share their labels; those of different tests must not. */
beforeEach(() => {
  for (const labels of pageBook.images()) {
    labels.propose([]);
    labels.set([], 'page');
  }
});

/** Rendered scenes of 448 x 320 pixels that the model `workbench` has never seen. */
export const SCENE = new URL('../../models/evaluation/000000.jpg', import.meta.url).href;
export const OTHER_SCENE = new URL('../../models/evaluation/000002.jpg', import.meta.url).href;

/** Puts markup into the page for the length of a test; elements that name no model get the one that knows the scenes. */
export function mount(markup: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = markup;
  for (const overlay of root.querySelectorAll('saliency-overlay:not([model])'))
    overlay.setAttribute('model', 'workbench');
  document.body.append(root);
  onTestFinished(() => root.remove());
  return root;
}

export function overlayIn(root: ParentNode): SaliencyOverlay {
  return root.querySelector('saliency-overlay')!;
}

/** The layer over the image: in the overlay's shadow tree, or beside the image. */
export function layerOf(overlay: SaliencyOverlay): HTMLElement | undefined {
  const selector = '[data-saliency-layer]';
  const layer =
    overlay.shadowRoot!.querySelector(selector) ?? overlay.target?.parentElement?.querySelector(selector);
  return layer instanceof HTMLElement ? layer : undefined;
}

/** Looks at every frame until `condition` holds; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(requestAnimationFrame);
}

export function once<K extends keyof GlobalEventHandlersEventMap>(
  target: HTMLElement,
  type: K,
): Promise<GlobalEventHandlersEventMap[K]> {
  return new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as GlobalEventHandlersEventMap[K]), {
      once: true,
    });
  });
}

/** An image of one colour, as the address of a PNG. */
export function plainImage(width: number, height: number, color = '#888'): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = color;
  context.fillRect(0, 0, width, height);
  return canvas.toDataURL();
}
