import { describe, expect, test } from 'vitest';
import { ENCODINGS, type EncodingName } from '../../../src/onnx/compress/encodings.js';
import { seededNumbers } from '../../fixtures/build-model.js';

function roundTrip(
  name: EncodingName,
  values: readonly number[],
  unit: number,
): { bytes: number[]; values: number[] } {
  const { encode, decode, unitBytes } = ENCODINGS[name];
  const bytes = new DataView(new ArrayBuffer((values.length / unit) * unitBytes(unit)));
  encode(Float32Array.from(values), unit, bytes);
  const out = new Float32Array(values.length);
  decode(bytes, unit, out);
  return { bytes: [...new Uint8Array(bytes.buffer)], values: [...out] };
}

test('int8 has a scale a row: the largest magnitude becomes 127', () => {
  const { bytes, values } = roundTrip('int8', [127, -64, 0.4, 2, 1, -2], 3);
  expect(values).toEqual([127, -64, 0, 2, expect.closeTo(1, 1), -2]);
  expect(bytes).toEqual([0, 0, 0x80, 0x3f, 127, 192, 0, ...bytes.slice(7, 11), 127, 64, 129]);
});

test('int4 makes the largest magnitude -8, and packs the first value into the low bits', () => {
  const { bytes, values } = roundTrip('int4', [-8, 7, 1, 0], 4);
  expect(values).toEqual([-8, 7, 1, 0]);
  expect(bytes).toEqual([0x00, 0x3c, 0x78, 0x01]);
});

test('int4 of a positive largest value has a negative scale', () => {
  const { bytes, values } = roundTrip('int4', [16, -14, 2], 3);
  expect(values).toEqual([16, -14, 2]);
  expect(bytes).toEqual([0x00, 0xc0, 0x78, 0x0f]);
});

test.each(['int8', 'int4', 'fp16'] as const)('%s of zeros is zeros', (name) => {
  expect(roundTrip(name, [0, 0, 0, 0], 4).values.map(Math.abs)).toEqual([0, 0, 0, 0]);
});

describe('the error', () => {
  const values = [...seededNumbers(4096)];
  test.each([
    ['fp16', 32, 2 ** -11],
    ['int8', 32, 1 / 127 / 2],
    // One step of 16 for the value opposite to the largest, half of one for all others.
    ['int4', 32, 1 / 8],
  ] as const)('of %s is within a step', (name, unit, step) => {
    const back = roundTrip(name, values, unit).values;
    expect(Math.max(...back.map((value, i) => Math.abs(value - values[i])))).toBeLessThanOrEqual(
      step * 1.001,
    );
  });
});
