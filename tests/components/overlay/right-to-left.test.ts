import { beforeAll, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { layerOf, mount, once, overlayIn, SCENE, until } from '../mount.js';

beforeAll(() => page.viewport(800, 1000));

async function shown(attributes: string): Promise<SaliencyOverlay> {
  const root = mount(
    `<div ${attributes}><saliency-overlay threshold="0.3"><img src="${SCENE}" width="448"></saliency-overlay></div>`,
  );
  const overlay = overlayIn(root);
  await once(overlay, 'saliency-result');
  await overlay.updateComplete;
  return overlay;
}

describe.each([
  ['the attribute dir', 'dir="rtl"'],
  ['a style', 'style="direction:rtl"'],
])('on a page that runs to the left by %s', (_, attributes) => {
  test('slider, legend and its ends begin at the right', async () => {
    const overlay = await shown(attributes);
    const { left, right } = overlay.shadowRoot!.querySelector('.ramp')!.getBoundingClientRect();
    const [zero, , max] = [...overlay.shadowRoot!.querySelectorAll('.ends span')].map((end) =>
      end.getBoundingClientRect(),
    );
    expect(zero.right).toBeCloseTo(right, 0);
    expect(max.left).toBeCloseTo(left, 0);
    const ramp = overlay.shadowRoot!.querySelector('.ramp')!;
    expect(getComputedStyle(ramp, '::before').scale).toBe('-1 1');
    const marker = getComputedStyle(ramp, '::after');
    expect(Number.parseFloat(marker.right)).toBeCloseTo(0.3 * (right - left), 0);
    const slider = overlay.shadowRoot!.querySelector('input[type="range"]')!;
    expect(getComputedStyle(slider).direction).toBe('rtl');
    expect(getComputedStyle(slider).getPropertyValue('--_end')).toBe('left');
  });

  test('the toolbar of a box ends where the box ends', async () => {
    const overlay = await shown(attributes);
    overlay.editing = true;
    const [box] = overlay.addBoxes([{ x: 200, y: 40, width: 220, height: 100, label: 'disc' }]);
    overlay.selected = box.id;
    const tools = (): HTMLElement => layerOf(overlay)!.shadowRoot!.querySelector('.tools')!;
    await until(() => layerOf(overlay)?.shadowRoot!.querySelector('.upper-canvas') instanceof HTMLElement);
    await until(() => !tools().hidden && tools().offsetWidth > 0);
    const scene = overlay.querySelector('img')!.getBoundingClientRect();
    expect(Math.abs(tools().getBoundingClientRect().right - (scene.left + 420))).toBeLessThan(2);
  });
});
