import type { DrawnSvg } from './drawn-svg.js';
import { SaliencyError } from '../../errors.js';
import type { Size } from '../../geometry/size.js';

/** A drawing that states no size is drawn so long at least; its pixels are those of a smaller image, only finer. */
const FINE_SIDE = 1024;
/** What browsers take where neither the file nor the page says a size (CSS Images 3, section 5.3). */
const DEFAULT_SIZE: Size = { width: 300, height: 150 };

/** Whether both sides are lengths; percentages are none. */
function statesSize(svg: Element): boolean {
  return ['width', 'height'].every((side) => /^\s*[\d.]+\s*[a-z]*\s*$/i.test(svg.getAttribute(side) ?? ''));
}

/** XML says its encoding itself, UTF-8 where it does not. */
async function textOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = String.fromCharCode(...bytes.subarray(0, 100));
  const byMark = start.startsWith('\xff\xfe')
    ? 'utf-16le'
    : start.startsWith('\xfe\xff')
      ? 'utf-16be'
      : undefined;
  const declared = /^<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/.exec(start)?.[1];
  try {
    return new TextDecoder(byMark ?? declared).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

async function loaded(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Its natural size, which does not depend on how large a page shows it; Firefox knows none for some drawings. */
async function naturalSizeOf(text: string): Promise<Size> {
  const { naturalWidth, naturalHeight } = await loaded(new Blob([text], { type: 'image/svg+xml' }));
  const { width, height } = DEFAULT_SIZE;
  return { width: naturalWidth || width, height: naturalHeight || height };
}

/** Firefox draws nothing of an SVG without a size, and without a `viewBox` a larger one would only show more. */
function withSize(svg: Element, natural: Size, scale: number): Blob {
  if (!svg.hasAttribute('viewBox')) svg.setAttribute('viewBox', `0 0 ${natural.width} ${natural.height}`);
  svg.setAttribute('width', String(natural.width * scale));
  svg.setAttribute('height', String(natural.height * scale));
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
}

function damaged(cause?: unknown): SaliencyError {
  return new SaliencyError(
    'image-decode',
    'The SVG file cannot be drawn: it is damaged. Save it as PNG, and load that.',
    {
      details: { reason: 'damaged', format: 'SVG' },
      cause,
    },
  );
}

/**
 * Draws an SVG at its natural size, finer where the file states none, or smaller where that has more than `maxPixels`.
 * Runs in the page, because workers have no SVG; as an image, so that its scripts do not run and it loads nothing else.
 *
 * @throws SaliencyError `image-decode`.
 */
export async function rasterizeSvg(file: Blob, maxPixels = 16e6): Promise<DrawnSvg> {
  const text = await textOf(file);
  const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (svg.localName !== 'svg') throw damaged();
  try {
    const natural = await naturalSizeOf(text);
    const { width, height } = natural;
    const fine = statesSize(svg) ? 1 : Math.max(1, FINE_SIDE / Math.max(width, height));
    const scale = Math.min(fine, Math.sqrt(maxPixels / (width * height)));
    const image = await loaded(withSize(svg, natural, scale));
    const bitmap = await createImageBitmap(image, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
    });
    return { bitmap, width, height };
  } catch (cause) {
    throw damaged(cause);
  }
}
