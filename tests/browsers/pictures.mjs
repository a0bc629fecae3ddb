import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';

const SCENE = new URL('../../models/evaluation/000000.jpg', import.meta.url);

/** The scene's pixels; only here a browser decodes it, and all get what comes out as PNG. */
async function scenePixels() {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  try {
    const page = await browser.newPage();
    const decoded = await page.evaluate(
      async (base64) => {
        const bitmap = await createImageBitmap(
          await (await fetch(`data:image/jpeg;base64,${base64}`)).blob(),
        );
        const { width, height } = bitmap;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(bitmap, 0, 0);
        const pixels = context.getImageData(0, 0, width, height).data;
        return { width, height, rgba: Array.from(pixels) };
      },
      readFileSync(SCENE, 'base64'),
    );
    return { ...decoded, rgba: Uint8ClampedArray.from(decoded.rgba) };
  } finally {
    await browser.close();
  }
}

/** Every pixel of a picture of another size, by where it comes from, and with which alpha. */
function remapped({ width, rgba }, size, from, alpha = () => 255) {
  const out = new Uint8ClampedArray(4 * size.width * size.height);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const [sx, sy] = from(x, y);
      const [at, to] = [4 * (sy * width + sx), 4 * (y * size.width + x)];
      for (let channel = 0; channel < 3; channel++) out[to + channel] = rgba[at + channel];
      out[to + 3] = alpha(x, y);
    }
  return { ...size, rgba: out };
}

/** Name and bytes of the pictures that every browser and Node explain. */
export async function pictures({ encodePng }) {
  const scene = await scenePixels();
  const { width, height } = scene;
  const grown = { width: 8 * width + 3, height: 8 * height + 5 };
  const clamp = (value, size) => Math.min(size - 1, Math.floor(value / 8));
  const rasters = {
    'scene.png': scene,
    'odd.png': remapped(scene, { width: width - 7, height: height - 50 }, (x, y) => [x + 3, y + 20]),
    'portrait.png': remapped(scene, { width: height, height: width }, (x, y) => [width - 1 - y, x]),
    'small.png': remapped(scene, { width: 90, height: 70 }, (x, y) => [
      Math.floor((x * width) / 90),
      Math.floor((y * height) / 70),
    ]),
    'translucent.png': remapped(
      scene,
      { width, height },
      (x, y) => [x, y],
      (x, y) => (x < 20 || y < 20 ? 0 : 160 + ((x * 3 + y) % 96)),
    ),
    // More than 16 megapixels, which the worker reduces before it keeps them.
    'large.png': remapped(scene, grown, (x, y) => [clamp(x, width), clamp(y, height)]),
  };
  return new Map([
    ...Object.entries(rasters).map(([name, raster]) => [name, encodePng(raster)]),
    ['scene.jpg', readFileSync(SCENE)],
  ]);
}
