import type { Size } from '../../geometry/size.js';
import type { Rectangle } from '../../geometry/rectangle.js';

/** One axis of a computed `object-position`: a share of the free space plus a length in CSS pixels. */
interface AxisPosition {
  readonly fraction: number;
  readonly pixels: number;
}

const CENTRE: AxisPosition = { fraction: 0.5, pixels: 0 };
const TERM = /([+-]?)\s*(\d*\.?\d+(?:e[+-]?\d+)?)(%|px)/g;
const COMPONENT = /calc\([^)]*\)|\S+/g;

/**
 * Reads one component of a computed value: `25%`, `10px`, or the `calc(100% - 10px)` that browsers make of
 * `right 10px`.
 */
function parseAxis(component: string | undefined): AxisPosition {
  if (component === undefined) return CENTRE;
  let fraction = 0;
  let pixels = 0;
  for (const [, sign, digits, unit] of component.matchAll(TERM)) {
    const value = (sign === '-' ? -1 : 1) * Number(digits);
    if (unit === '%') fraction += value / 100;
    else pixels += value;
  }
  return { fraction, pixels };
}

const ratioOf = (box: Size, natural: Size): Size => ({
  width: box.width / natural.width,
  height: box.height / natural.height,
});

const uniform = (natural: Size, scale: number): Size => ({
  width: natural.width * scale,
  height: natural.height * scale,
});

const contain = (box: Size, natural: Size): Size => {
  const ratio = ratioOf(box, natural);
  return uniform(natural, Math.min(ratio.width, ratio.height));
};

/** Size of the whole picture for each `object-fit` (CSS Images 3, section 5.5). */
const FITS: Record<string, (box: Size, natural: Size) => Size> = {
  fill: (box) => box,
  contain,
  cover(box, natural) {
    const ratio = ratioOf(box, natural);
    return uniform(natural, Math.max(ratio.width, ratio.height));
  },
  none: (_, natural) => natural,
  'scale-down'(box, natural) {
    const contained = contain(box, natural);
    return contained.width < natural.width ? contained : natural;
  },
};

/**
 * Where the whole picture lies in an element's content box, in CSS pixels from the box's top left corner.
 * With `cover`, `none` and lengths in `objectPosition` parts of it lie outside of the box.
 *
 * @param box content box of the `<img>` or `<canvas>`, CSS pixels
 * @param natural natural size of the picture, CSS pixels
 * @param objectFit computed `object-fit`
 * @param objectPosition computed `object-position`
 */
export function placePicture(box: Size, natural: Size, objectFit: string, objectPosition: string): Rectangle {
  if (natural.width === 0 || natural.height === 0) return { x: 0, y: 0, ...box };
  const { width, height } = (FITS[objectFit] ?? FITS.fill)(box, natural);
  const [horizontal, vertical] = objectPosition.match(COMPONENT) ?? [];
  const along = ({ fraction, pixels }: AxisPosition, free: number): number => fraction * free + pixels;
  return {
    x: along(parseAxis(horizontal), box.width - width),
    y: along(parseAxis(vertical), box.height - height),
    width,
    height,
  };
}

/** Maps a rectangle in pixels of the image into the space in which `picture` is where the image lies. */
export function toPicture(rect: Rectangle, image: Size, picture: Rectangle): Rectangle {
  const scale = ratioOf(picture, image);
  return {
    x: picture.x + rect.x * scale.width,
    y: picture.y + rect.y * scale.height,
    width: rect.width * scale.width,
    height: rect.height * scale.height,
  };
}

/** The inverse of {@link toPicture}. */
export function toImage(rect: Rectangle, image: Size, picture: Rectangle): Rectangle {
  const scale = ratioOf(picture, image);
  return {
    x: (rect.x - picture.x) / scale.width,
    y: (rect.y - picture.y) / scale.height,
    width: rect.width / scale.width,
    height: rect.height / scale.height,
  };
}
