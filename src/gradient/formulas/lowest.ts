import { LARGEST_HALF } from '../../onnx/graph/half.js';
import { DataType } from '../../onnx/graph/model.js';

const LOWEST: Readonly<Record<number, number>> = { [DataType.FLOAT16]: -LARGEST_HALF };
const LOWEST_FLOAT = -3.4028234663852886e38;

/** The lowest number of a floating-point type that is finite: 0 times infinity, and infinity less itself, are NaN. */
export function lowestOf(dataType: number): number {
  return LOWEST[dataType] ?? LOWEST_FLOAT;
}
