import { beforeAll, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { layerOf, mount, overlayIn, until } from '../mount.js';
import { dragMouse } from './mouse.js';
import { editing, exportedBoxes } from './turned-scene.js';

beforeAll(() => page.viewport(800, 600));

const file = (orientation: number): string =>
  new URL(`../../worker/images/fixtures/orientation-${orientation}.jpg`, import.meta.url).href;

/** Where the upright picture's point (in shares of its sides) lies in the file, by the orientation's definition. */
const IN_FILE: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
  1: (x, y) => [x, y],
  2: (x, y) => [1 - x, y],
  3: (x, y) => [1 - x, 1 - y],
  4: (x, y) => [x, 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, 1 - x],
  7: (x, y) => [1 - y, 1 - x],
  8: (x, y) => [1 - y, x],
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'boxes on a file of orientation %i that is shown as it is are exported in upright pixels',
  async (orientation) => {
    const upright = Object.assign(new Image(), { src: file(orientation) });
    await upright.decode();
    const { naturalWidth: width, naturalHeight: height } = upright;
    const root = mount(
      `<div style="position:fixed;left:60px;top:60px"><img id="raw" src="${file(orientation)}" style="image-orientation:none;display:block;width:360px;height:280px"></div>
       <saliency-overlay for="raw" manual controls="none"></saliency-overlay>`,
    );
    const overlay = await editing(root);
    const rect = root.querySelector('img')!.getBoundingClientRect();
    const at = (x: number, y: number): { x: number; y: number } => {
      const [right, down] = IN_FILE[orientation](x, y);
      return { x: Math.round(rect.x + right * rect.width), y: Math.round(rect.y + down * rect.height) };
    };
    await dragMouse(at(0.2, 0.25), at(0.7, 0.65));
    await until(() => exportedBoxes(overlay).length === 1);
    const [box] = exportedBoxes(overlay);
    const shares = [box[0] / width, box[1] / height, box[2] / width, box[3] / height];
    for (const [i, share] of [0.2, 0.25, 0.7, 0.65].entries()) expect(shares[i]).toBeCloseTo(share, 1.9);
    const [image] = (
      JSON.parse(overlay.exportAnnotations('coco') as string) as {
        images: { width: number; height: number }[];
      }
    ).images;
    expect(image).toMatchObject({ width, height });
  },
);

test('a page that turns the orientation off later turns the layer with it', async () => {
  const root = mount(
    `<img id="later" src="${file(6)}" style="width:200px;height:200px"><saliency-overlay for="later" manual controls="none"></saliency-overlay>`,
  );
  const overlay = overlayIn(root);
  await until(() => overlay.shownImageId !== undefined && layerOf(overlay)?.style.transform === 'none');
  root.querySelector('img')!.style.imageOrientation = 'none';
  await until(() => layerOf(overlay)!.style.transform === 'matrix(0, -1, 1, 0, 0, 0)');
});
