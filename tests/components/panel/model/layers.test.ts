import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import photograph from '../../../../models/photographs/dog.webp?url';
import type { SaliencyOverlay } from '../../../../src/components/define.js';
import { mount, once, overlayIn, SCENE } from '../../mount.js';
import { after, explainedOverlay } from '../explained-overlay.js';

const select = (overlay: SaliencyOverlay, label: string): HTMLSelectElement | undefined =>
  [...overlay.shadowRoot!.querySelectorAll('.field-label')]
    .find(({ textContent }) => textContent === label)
    ?.parentElement!.querySelector('select') ?? undefined;

const scene = (attributes: string): string =>
  `<saliency-overlay ${attributes}><img src="${SCENE}" width="224"></saliency-overlay>`;

describe('layers and fusion as attributes', () => {
  test('fuse from the start, and follow the properties', async () => {
    const { overlay, first } = await explainedOverlay(scene('layers="relu4_1, relu5_1"'));
    expect(first).toMatchObject({ layers: ['relu4_1', 'relu5_1'], mapWidth: 28, mapHeight: 20 });
    const max = await after(overlay, () => overlay.setAttribute('fusion', 'max'));
    expect(max.map).not.toEqual(first.map);
    expect([max.timings.trunkRuns, max.timings.headRuns]).toEqual([0, 0]);
    overlay.layers = undefined;
    overlay.fusion = undefined;
    const single = await after(overlay, () => undefined);
    expect(single.layers).toBeUndefined();
    for (const name of ['layers', 'fusion']) expect(overlay.hasAttribute(name)).toBe(false);
  });

  test('a layer that the model lacks is named', async () => {
    const overlay = overlayIn(mount(scene('layers="relu4_1 relu9_9"')));
    const { code, message } = await once(overlay, 'saliency-error');
    expect(code).toBe('bad-option');
    expect(message).toContain('relu9_9');
  });
});

describe('in the panel', () => {
  test('a second layer is fused with the first, in the way that is chosen, and taken back with the model', async () => {
    const { overlay, first } = await explainedOverlay(scene(''));
    expect(select(overlay, 'Fusion')).toBeUndefined();
    const fused = await after(overlay, () =>
      userEvent.selectOptions(select(overlay, 'Fused with')!, 'relu4_1'),
    );
    expect(fused.layers).toEqual([first.layer, 'relu4_1']);
    const product = await after(overlay, () =>
      userEvent.selectOptions(select(overlay, 'Fusion')!, 'product'),
    );
    expect(product.map).not.toEqual(fused.map);
    const again = await after(overlay, () => userEvent.selectOptions(select(overlay, 'Fused with')!, ''));
    expect(again.map).toEqual(first.map);
    expect(overlay.layers).toBeUndefined();

    await after(overlay, () => userEvent.selectOptions(select(overlay, 'Fused with')!, 'relu4_1'));
    overlay.model = 'imagenet';
    expect((await once(overlay, 'saliency-result')).explanation.layers).toEqual(['block12_expand', 'head']);
    expect(overlay.layers).toBeUndefined();
  });
});

test('the layers of a catalogue entry are fused where the method fuses, and only there', async () => {
  const { overlay, first } = await explainedOverlay(
    `<saliency-overlay model="imagenet"><img src="${photograph}" width="300"></saliency-overlay>`,
  );
  expect(first).toMatchObject({ layers: ['block12_expand', 'head'], mapWidth: 14 });
  expect(overlay.modelInfo).toMatchObject({
    defaultLayer: 'head',
    defaultLayers: ['block12_expand', 'head'],
    defaultFusion: 'mean',
  });
  const pooled = await after(overlay, () => (overlay.method = 'grad-cam'));
  expect(pooled).toMatchObject({ layer: 'head', mapWidth: 7 });
  overlay.method = 'layer-cam';
  const some = await after(overlay, () => (overlay.channels = [0, 1, 2]));
  expect(some.layers).toBeUndefined();
});
