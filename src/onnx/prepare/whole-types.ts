import { DataType } from '../graph/model.js';

type Range = readonly [least: number, most: number];

const RANGES: Readonly<Record<number, Range>> = {
  [DataType.UINT8]: [0, 255],
  [DataType.INT8]: [-128, 127],
  [DataType.UINT16]: [0, 2 ** 16 - 1],
  [DataType.INT16]: [-(2 ** 15), 2 ** 15 - 1],
  [DataType.UINT32]: [0, 2 ** 32 - 1],
  [DataType.INT32]: [-(2 ** 31), 2 ** 31 - 1],
  [DataType.UINT64]: [0, 2 ** 64],
  [DataType.INT64]: [-(2 ** 63), 2 ** 63],
};

export function isWhole(dataType: number): boolean {
  return dataType in RANGES;
}

/** The numbers that a type of whole numbers can hold. */
export function rangeOf(dataType: number): Range {
  return RANGES[dataType] ?? [-Infinity, Infinity];
}

/** Whether a picture's numbers, 0 to 255 or as many around 0, are the same in the type `to` as they are in `from`. */
export function holdsAll(to: number, from: number): boolean {
  const [least, most] = rangeOf(to);
  return isWhole(to) && (to === from || (least <= (from === DataType.INT8 ? -128 : 0) && most >= 255));
}
