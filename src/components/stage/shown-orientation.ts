import { IDENTITY, type Linear } from '../../geometry/linear.js';
import type { Size } from '../../geometry/size.js';
import { jpegHeader } from '../../worker/images/headers/jpeg-header.js';

type PictureElement = HTMLImageElement | HTMLCanvasElement;

interface Known {
  readonly address: string;
  readonly orientation: number;
  /** Of the upright picture; undefined where the file does not tell. */
  readonly isWide?: boolean;
}

const files = new WeakMap<PictureElement, Known>();

/**
 * The upright picture to the one that the file holds, from centre to centre, by the orientation of EXIF 2.3 (section
 * 4.6.4): 6 is a file that is to be turned clockwise by 90 degrees.
 */
const FROM_UPRIGHT: Readonly<Record<number, Linear>> = {
  1: IDENTITY,
  2: { a: -1, b: 0, c: 0, d: 1 },
  3: { a: -1, b: 0, c: 0, d: -1 },
  4: { a: 1, b: 0, c: 0, d: -1 },
  5: { a: 0, b: 1, c: 1, d: 0 },
  6: { a: 0, b: -1, c: 1, d: 0 },
  7: { a: 0, b: -1, c: -1, d: 0 },
  8: { a: 0, b: 1, c: -1, d: 0 },
};

/** Notes how the file that an element shows is turned, which only its bytes tell. */
export async function learnOrientation(target: PictureElement, file: ImageBitmap | Blob): Promise<void> {
  if (!(target instanceof HTMLImageElement)) return;
  const address = target.currentSrc;
  files.set(target, { address, ...(await turnOf(file)) });
}

async function turnOf(file: ImageBitmap | Blob): Promise<Omit<Known, 'address'>> {
  if (!(file instanceof Blob)) return { orientation: 1 };
  const header = await jpegHeader({
    size: file.size,
    read: async (offset, length) => new DataView(await file.slice(offset, offset + length).arrayBuffer()),
  });
  return header
    ? { orientation: header.orientation ?? 1, isWide: header.width > header.height }
    : { orientation: 1 };
}

/**
 * How what is shown lies to the upright picture, which boxes and maps refer to, whatever `image-orientation` the page asks
 * for: readers of an exported file do not know of that page. Undefined until the file has been read.
 */
export function shownFromUpright(target: PictureElement, style: CSSStyleDeclaration): Linear | undefined {
  if (!(target instanceof HTMLImageElement) || style.imageOrientation !== 'none') return IDENTITY;
  const known = files.get(target);
  return known?.address === target.currentSrc ? FROM_UPRIGHT[known.orientation] : undefined;
}

/** Upright, whichever of the two the browser gives as the natural size where the page shows the file as it is. */
export function uprightSize(target: PictureElement, natural: Size): Size {
  const { isWide } = files.get(target) ?? {};
  const isUpright = isWide === undefined || isWide === natural.width > natural.height;
  return isUpright ? natural : { width: natural.height, height: natural.width };
}

/** Whether the map swaps width and height. */
export const isSideways = ({ a, d }: Linear): boolean => a === 0 && d === 0;
