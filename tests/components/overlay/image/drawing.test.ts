import { expect, test } from 'vitest';
import type { DraftBox } from '../../../../src/components/define.js';
import { mount, once, overlayIn, SCENE } from '../../mount.js';

/** A photograph in a drawing of 448 x 320 units. */
async function drawing(attributes: string): Promise<string> {
  const file = await (await fetch(SCENE)).blob();
  const href = await new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsDataURL(file);
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><image href="${href}" width="448" height="320"/></svg>`;
  return URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
}

async function boxesAt(src: string, size: string): Promise<readonly DraftBox[]> {
  const root = mount(`<saliency-overlay><img src="${src}" ${size}></saliency-overlay>`);
  const overlay = overlayIn(root);
  const { explanation } = await once(overlay, 'saliency-result');
  const { naturalWidth, naturalHeight } = root.querySelector('img')!;
  expect(explanation).toMatchObject({ imageWidth: naturalWidth, imageHeight: naturalHeight });
  overlay.accept('all');
  const { images } = JSON.parse(overlay.exportAnnotations('coco') as string) as {
    images: { width: number; height: number }[];
  };
  expect(images[0]).toMatchObject({ width: naturalWidth, height: naturalHeight });
  const boxes = overlay.toBoxes();
  root.remove();
  return boxes;
}

test.each(['viewBox="0 0 448 320"', 'width="100%" viewBox="0 0 448 320"', 'width="448" height="320"'])(
  'the boxes of an SVG with %s are the same however large the page shows it',
  async (attributes) => {
    const src = await drawing(attributes);
    const small = await boxesAt(src, 'width="112"');
    expect(small.length).toBeGreaterThan(0);
    expect(await boxesAt(src, 'width="500"')).toEqual(small);
    expect(await boxesAt(src, '')).toEqual(small);
  },
);
