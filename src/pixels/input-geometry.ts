import type { Rectangle } from '../geometry/rectangle.js';
import type { Size } from '../geometry/size.js';
import type { InputSpec } from '../models/model-card.js';

/** How an image becomes the model's input: it is resized as a whole, then cut or padded, all in whole pixels. */
export interface InputGeometry {
  /** The whole image, resized. */
  readonly resized: Size;
  /** Of the resized image, in its pixels, what the input shows. */
  readonly part: Rectangle;
  /** Where that lies in the input, which it fills but for `letterbox`. */
  readonly target: Rectangle;
  /** The image's rectangle that the whole input covers, in fractions of its pixels; larger than it with `letterbox`. */
  readonly covered: Rectangle;
}

type Resize = (image: Size, input: Size, cropFraction: number) => Size;

const RESIZES: Readonly<Record<InputSpec['resize'], Resize>> = {
  stretch: (_, input) => input,

  /** The short side to input / cropFraction (rounded down, as in timm), the other in proportion (as in torchvision). */
  crop: (image, input, cropFraction) => {
    const width = wholeSide(input.width / cropFraction);
    const height = wholeSide(input.height / cropFraction);
    return width * image.height >= height * image.width
      ? { width, height: Math.max(height, Math.trunc((width * image.height) / image.width)) }
      : { width: Math.max(width, Math.trunc((height * image.width) / image.height)), height };
  },

  /** The long side to the input's, the other in proportion, rounded, as in YOLO's pre- and postprocessing. */
  letterbox: (image, input) => {
    const scale = Math.min(input.width / image.width, input.height / image.height);
    return {
      width: Math.max(1, Math.round(image.width * scale)),
      height: Math.max(1, Math.round(image.height * scale)),
    };
  },
};

/** A fraction that was written with a few digits means a whole number: 0.949153 is 224 / 236. */
function wholeSide(side: number): number {
  return Math.floor(side + 1e-3);
}

/** Python's `round`, which torchvision's `CenterCrop` uses: halves go to the even number. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** One axis: where the resized image begins in the input; negative where it is cut. */
function offsetOf(resized: number, input: number): number {
  if (resized > input) return -roundHalfEven((resized - input) / 2);
  return Math.floor((input - resized) / 2);
}

/** Where an image of `image` pixels goes in the input that `spec` describes. */
export function inputGeometry(image: Size, spec: InputSpec): InputGeometry {
  const { width, height, resize, cropFraction = 1 } = spec;
  const resized = RESIZES[resize](image, { width, height }, cropFraction);
  const x = offsetOf(resized.width, width);
  const y = offsetOf(resized.height, height);
  const shown = { width: Math.min(width, resized.width), height: Math.min(height, resized.height) };
  const pixel = { x: image.width / resized.width, y: image.height / resized.height };
  return {
    resized,
    part: { x: Math.max(0, -x), y: Math.max(0, -y), ...shown },
    target: { x: Math.max(0, x), y: Math.max(0, y), ...shown },
    // `0 -`: an offset of 0 must not become -0.
    covered: {
      x: (0 - x) * pixel.x,
      y: (0 - y) * pixel.y,
      width: width * pixel.x,
      height: height * pixel.y,
    },
  };
}
