import type { ComplexAttributeConverter } from 'lit';
import type { Rectangle } from '../worker/protocol.js';

const numbers = (value: string | null): number[] | undefined => {
  const list = value?.match(/-?\d+(\.\d+)?/g)?.map(Number);
  return list && list.length > 0 ? list : undefined;
};

/** `"3"` is a class index, anything else a label or `top`. */
export const targetClassConverter: ComplexAttributeConverter<string | number> = {
  fromAttribute: (value) => (value && /^\d+$/.test(value) ? Number(value) : value || 'top'),
};

/** `"0, 4, 17"`: indices of feature maps. */
export const channelsConverter: ComplexAttributeConverter<readonly number[] | undefined> = {
  fromAttribute: numbers,
};

/** `"x, y, width, height"` in pixels of the image. */
export const regionConverter: ComplexAttributeConverter<Rectangle | undefined> = {
  fromAttribute(value) {
    const list = numbers(value);
    if (list?.length !== 4) return undefined;
    const [x, y, width, height] = list;
    return { x, y, width, height };
  },
};

/** A number; undefined where the attribute is absent or is none, so that the default holds. */
export const numberConverter: ComplexAttributeConverter<number | undefined> = {
  fromAttribute: (value) => (value === null || Number.isNaN(Number(value)) ? undefined : Number(value)),
};
