import axeSource from 'axe-core/axe.min.js?raw';
import { expect, onTestFinished, test } from 'vitest';
import { mount, once, overlayIn, SCENE, until } from '../mount.js';

interface Axe {
  run(context: Element): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

function loadAxe(): Axe {
  const script = document.createElement('script');
  script.textContent = axeSource;
  document.head.append(script);
  script.remove();
  return (window as unknown as { axe: Axe }).axe;
}

/** The element alone, around an image, in pages that are not the demo. */
test.each([
  ['light', 760],
  ['dark', 760],
  ['light', 300],
  ['dark', 300],
] as const)('nothing to complain of, %s, at %i pixels', async (scheme, width) => {
  const { style } = document.documentElement;
  style.colorScheme = scheme;
  onTestFinished(() => void style.removeProperty('color-scheme'));
  const root = mount(
    `<saliency-overlay><img src="${SCENE}" alt="A scene" style="width: ${width}px"></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  await once(overlay, 'saliency-result');
  overlay.shadowRoot!.querySelector<HTMLElement>('.selection summary')!.click();
  await until(() => overlay.shadowRoot!.querySelector('.map-switch') !== null);
  overlay.accept('all');
  overlay.region = { x: 100, y: 60, width: 200, height: 160 };
  overlay.channels = { strongest: 5 };
  overlay.selecting = true;
  await once(overlay, 'saliency-result');
  await overlay.updateComplete;

  const { violations } = await loadAxe().run(root);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect(found).toEqual([]);
});
