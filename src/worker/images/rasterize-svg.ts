import { SaliencyError } from '../../errors.js';
import type { Size } from '../../geometry/size.js';

/** For drawings that state no size, only proportions: the long side in pixels. */
const DEFAULT_SIDE = 1024;

/** A length in CSS pixels; percentages and relative units say nothing without a page. */
function pixels(length: string | null): number | undefined {
  const match = /^\s*([\d.]+)(px)?\s*$/.exec(length ?? '');
  const value = Number(match?.[1]);
  return value > 0 ? value : undefined;
}

/** `width` and `height`, else the proportions of `viewBox` at a default size. */
function sizeOf(svg: Element): Size {
  const [, , boxWidth = 0, boxHeight = 0] = (svg.getAttribute('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const ratio = boxWidth > 0 && boxHeight > 0 ? boxWidth / boxHeight : 1;
  const width = pixels(svg.getAttribute('width'));
  const height = pixels(svg.getAttribute('height'));
  if (width && height) return { width, height };
  if (width) return { width, height: width / ratio };
  if (height) return { width: height * ratio, height };
  return { width: DEFAULT_SIDE * Math.min(1, ratio), height: DEFAULT_SIDE / Math.max(1, ratio) };
}

/** Firefox draws nothing of an SVG without a size, so that the drawing is given one. */
function withSize(svg: Element, { width, height }: Size): Blob {
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
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
 * Draws an SVG at its own size (in CSS pixels), or smaller where that has more than `maxPixels`. Runs in the page,
 * because workers have no SVG; as an image, so that its scripts do not run and it loads nothing else.
 *
 * @throws SaliencyError `image-decode`.
 */
export async function rasterizeSvg(file: Blob, maxPixels = 16e6): Promise<ImageBitmap> {
  const svg = new DOMParser().parseFromString(await file.text(), 'image/svg+xml').documentElement;
  if (svg.localName !== 'svg') throw damaged();
  const size = sizeOf(svg);
  const scale = Math.min(1, Math.sqrt(maxPixels / (size.width * size.height)));
  const url = URL.createObjectURL(withSize(svg, size));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return await createImageBitmap(image, {
      resizeWidth: Math.max(1, Math.round(size.width * scale)),
      resizeHeight: Math.max(1, Math.round(size.height * scale)),
    });
  } catch (cause) {
    throw damaged(cause);
  } finally {
    URL.revokeObjectURL(url);
  }
}
