import { expect, onTestFinished, test } from 'vitest';
import photographs from '../../../models/photographs/photographs.json';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { once } from '../mount.js';

const addressOf = (file: string): string =>
  new URL(`../../../models/photographs/${file}`, import.meta.url).href;

/** An element of which a page says nothing. */
function bareOverlay(file: string): SaliencyOverlay {
  const root = document.createElement('div');
  root.innerHTML = `<saliency-overlay><img src="${addressOf(file)}" width="448"></saliency-overlay>`;
  document.body.append(root);
  onTestFinished(() => root.remove());
  return root.querySelector('saliency-overlay')!;
}

test.each(['dog.webp', 'dragon.webp', 'panda.webp'])(
  'without a word of a model, %s is explained by one that knows photographs',
  async (file) => {
    const overlay = bareOverlay(file);
    const { explanation } = await once(overlay, 'saliency-result');
    expect(overlay.modelInfo!.card.name).toBe('imagenet');
    const { imagenetClass, boxes } = photographs.find((photograph) => photograph.file === file)!;
    expect(explanation.classIndex).toBe(imagenetClass);
    expect(explanation.label).toMatch(/^[A-Z]/);
    expect(explanation).toMatchObject({ layer: 'block12_expand', mapWidth: 14, mapHeight: 14, empty: false });

    const [x, y, width, height] = boxes![0];
    const strongest = explanation.map.indexOf(Math.max(...explanation.map));
    const across = (((strongest % 14) + 0.5) / 14) * explanation.imageWidth;
    const down = ((Math.floor(strongest / 14) + 0.5) / 14) * explanation.imageHeight;
    expect(across).toBeGreaterThan(x);
    expect(across).toBeLessThan(x + width);
    expect(down).toBeGreaterThan(y);
    expect(down).toBeLessThan(y + height);
  },
);
