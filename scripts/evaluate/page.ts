import { decodeImage } from '../../src/worker/images/decode-image.js';
import { readPixels } from '../../src/worker/service/images/read-pixels.js';
import type { InputSpec } from '../../src/models/model-card.js';

/** An image as the worker would see it. */
export interface PagePixels {
  readonly width: number;
  readonly height: number;
  /** RGBA of the model's input size, in base64. */
  readonly pixels: string;
}

declare global {
  interface Window {
    pixelsOf: (base64: string, spec: InputSpec) => Promise<PagePixels>;
  }
}

window.pixelsOf = async (base64, spec) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const decoded = await decodeImage(new Blob([bytes]));
  const pixels = readPixels(decoded, spec);
  decoded.bitmap.close();
  return { width: decoded.width, height: decoded.height, pixels: toBase64(pixels) };
};

function toBase64(bytes: Uint8ClampedArray): string {
  const step = 0x8000;
  let text = '';
  for (let i = 0; i < bytes.length; i += step) text += String.fromCharCode(...bytes.subarray(i, i + step));
  return btoa(text);
}
