import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import type { InputSpec } from '../../src/models/model-card.js';
import { BROWSER_ARGS, findBrowser } from '../find-browser.mjs';

/** A picture file as the browser decodes it and the worker resizes it. */
export interface ReadImage {
  readonly width: number;
  readonly height: number;
  /** RGBA of the model's input size. */
  readonly pixels: Uint8ClampedArray;
}

export interface PixelReader {
  read(file: string, spec: InputSpec): Promise<ReadImage>;
  close(): Promise<void>;
}

/** Decodes with the package's own code in a real browser: Node has no decoder, and another one gives other pixels. */
export async function openPixelReader(): Promise<PixelReader> {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
  const page = await browser.newPage();
  await page.setContent('<!doctype html>');
  await page.addScriptTag({ content: await bundledPage(), type: 'module' });
  await page.waitForFunction(() => 'pixelsOf' in window);
  return {
    async read(file, spec) {
      const base64 = (await readFile(file)).toString('base64');
      const { width, height, pixels } = await page.evaluate(([data, input]) => window.pixelsOf(data, input), [
        base64,
        spec,
      ] as const);
      return { width, height, pixels: new Uint8ClampedArray(Buffer.from(pixels, 'base64')) };
    },
    close: () => browser.close(),
  };
}

async function bundledPage(): Promise<string> {
  const entry = fileURLToPath(new URL('./page.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  });
  const [first] = [result].flat();
  if (!('output' in first)) throw new Error('The bundler watches instead of building.');
  return first.output[0].code;
}
