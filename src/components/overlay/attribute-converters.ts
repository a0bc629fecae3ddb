import type { ComplexAttributeConverter } from 'lit';
import { isRanked, type ChannelChoice } from '../../cam/channel-choice.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { channelRuns } from '../panel/features/channel-switches.js';

const numbers = (value: string | null): number[] | undefined => {
  const list = value?.match(/-?\d+(\.\d+)?/g)?.map(Number);
  return list && list.length > 0 ? list : undefined;
};

/** `"3"` is a class index, anything else a label or `top`. */
export const targetClassConverter: ComplexAttributeConverter<string | number> = {
  fromAttribute: (value) => (value && /^\d+$/.test(value) ? Number(value) : value || 'top'),
};

/** `"3"` is a class index, anything else a label; absent: none. */
export const versusConverter: ComplexAttributeConverter<string | number | undefined> = {
  fromAttribute: (value) => (value && /^\d+$/.test(value) ? Number(value) : value || undefined),
  toAttribute: (value) => (value === undefined || value === '' ? null : String(value)),
};

const STRONGEST = /^\s*strongest\s+(\d+)\s*$/i;
const NONE = /^\s*none\s*$/i;

/** `"0-4, 17"`: indices and ranges of feature maps; `"strongest 5"`; `"none"`. */
export const channelsConverter: ComplexAttributeConverter<ChannelChoice | undefined> = {
  fromAttribute(value) {
    if (value === null) return undefined;
    if (NONE.test(value)) return [];
    const strongest = STRONGEST.exec(value);
    if (strongest) return { strongest: Number(strongest[1]) };
    const parts = [...value.matchAll(/(\d+)(?:\s*-\s*(\d+))?/g)];
    const list = parts.map(([, first, last]) =>
      last === undefined ? Number(first) : ([Number(first), Number(last)] as const),
    );
    return list.length > 0 ? list : undefined;
  },
  toAttribute(choice) {
    if (choice === undefined) return null;
    if (isRanked(choice)) return `strongest ${choice.strongest}`;
    const runs = channelRuns(choice);
    if (runs.length === 0) return 'none';
    return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  },
};

/** `"x, y, width, height"` in pixels of the image. */
export const regionConverter: ComplexAttributeConverter<Rectangle | undefined> = {
  fromAttribute(value) {
    const list = numbers(value);
    if (list?.length !== 4) return undefined;
    const [x, y, width, height] = list;
    return { x, y, width, height };
  },
  toAttribute: (region) => (region ? `${region.x}, ${region.y}, ${region.width}, ${region.height}` : null),
};

/** `"relu4_1 relu5_1"`: names of layers, between spaces or commas. */
export const layersConverter: ComplexAttributeConverter<readonly string[] | undefined> = {
  fromAttribute(value) {
    const names = value?.split(/[\s,]+/).filter((name) => name !== '') ?? [];
    return names.length > 0 ? names : undefined;
  },
  toAttribute: (names) => (names && names.length > 0 ? names.join(' ') : null),
};

/** A number; undefined where the attribute is absent or is none, so that the default holds. */
export const numberConverter: ComplexAttributeConverter<number | undefined> = {
  fromAttribute: (value) => (value === null || Number.isNaN(Number(value)) ? undefined : Number(value)),
};
