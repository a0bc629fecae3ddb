import type { Rectangle } from '../../../geometry/rectangle.js';
import type { InputSpec } from '../../../models/model-card.js';

import type { Size } from '../../../geometry/size.js';

/** How an image is drawn into the model's input. All in exact fractions of pixels. */
export interface InputGeometry {
  /** The part of the image that is drawn, in its pixels. */
  readonly source: Rectangle;
  /** Where it lands, in pixels of the input; smaller than the input only with `letterbox`. */
  readonly target: Rectangle;
  /** The image's rectangle that the whole input covers; larger than the image with `letterbox`. */
  readonly covered: Rectangle;
}

type Resize = (image: Size, input: Size, cropFraction: number) => InputGeometry;

const whole = ({ width, height }: Size): Rectangle => ({ x: 0, y: 0, width, height });

/** `outer` and `inner` with the same centre: where `inner` lies. */
function centred(outer: Size, inner: Size): Rectangle {
  return { x: (outer.width - inner.width) / 2, y: (outer.height - inner.height) / 2, ...inner };
}

const times = ({ width, height }: Size, factor: number): Size => ({
  width: width * factor,
  height: height * factor,
});

const RESIZES: Readonly<Record<InputSpec['resize'], Resize>> = {
  stretch: (image, input) => ({ source: whole(image), target: whole(input), covered: whole(image) }),

  /** The resized image just covers input / cropFraction; the input is its centre. */
  crop: (image, input, cropFraction) => {
    const scale = Math.max(input.width / image.width, input.height / image.height) / cropFraction;
    const window = centred(image, times(input, 1 / scale));
    return { source: window, target: whole(input), covered: window };
  },

  letterbox: (image, input) => {
    const scale = Math.min(input.width / image.width, input.height / image.height);
    return {
      source: whole(image),
      target: centred(input, times(image, scale)),
      covered: centred(image, times(input, 1 / scale)),
    };
  },
};

/** Where an image of `image` pixels goes in the input that `spec` describes. */
export function inputGeometry(image: Size, spec: InputSpec): InputGeometry {
  const { width, height, resize, cropFraction = 1 } = spec;
  return RESIZES[resize](image, { width, height }, cropFraction);
}
