import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expandBlob } from '../../../src/models/download/expand-blob.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { placedLayers, type PlacedLayer } from '../../../src/onnx/layers/placed-layers.js';
import { prepareModel, type PreparedModel } from '../../../src/onnx/prepare/prepare-model.js';
import { seededWeights } from '../../fixtures/seeded-weights.js';
import { measureField } from './measure-field.js';

const LOCATION = 'model';

/**
 * Both models of the package, with random weights: trained ones look to one side of their fields.
 * tests/oracles/fields.mjs measures many more.
 */
async function open(file: string): Promise<PreparedModel> {
  const blob = await expandBlob(new Blob([readFileSync(`models/${file}`)]));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return prepareModel(await parseModel(bytesOf(bytes), { location: LOCATION }));
}

function lastOfStride(layers: readonly PlacedLayer[], stride: number): PlacedLayer {
  return layers.findLast(({ placement, width }) => placement.x.stride === stride && width > 1)!;
}

test.each([
  ['imagenet.saliency', 16, 7.5],
  ['imagenet.saliency', 32, 15.5],
  ['workbench.onnx', 16, 0],
])(
  'the cells of %s at stride %d look %d px beside an even grid',
  async (file, stride, shift) => {
    const prepared = await open(file);
    const layer = lastOfStride(placedLayers(prepared), stride);
    const { x, y } = layer.placement;
    expect([x.offset - stride / 2, y.offset - stride / 2]).toEqual([shift, shift]);
    const [row, column] = [layer.height >> 1, layer.width >> 1];
    const measured = await measureField(prepared, layer, [row, column], {
      [LOCATION]: seededWeights(prepared.model),
    });
    // A quarter of a cell: an even grid is half of one away in the first two.
    expect(Math.abs(measured.x - (x.offset + column * stride))).toBeLessThan(stride / 4);
    expect(Math.abs(measured.y - (y.offset + row * stride))).toBeLessThan(stride / 4);
  },
  180_000,
);
