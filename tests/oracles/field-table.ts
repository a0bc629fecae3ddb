import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { placedLayers, type PlacedLayer } from '../../src/onnx/layers/placed-layers.js';
import { prepareModel, type PreparedModel } from '../../src/onnx/prepare/prepare-model.js';
import { measureField } from '../onnx/layers/measure-field.js';

/** Lines of a Markdown table: where the cell in the middle of some layers lies by the graph, and by measurement. */
export async function* fieldTable(paths: readonly string[]): AsyncGenerator<string> {
  yield '| model | layer | grid | stride | offset from the even grid, computed | measured |';
  yield '|---|---|---|---|---|---|';
  for (const path of paths) {
    try {
      yield* rowsOf(path);
    } catch (thrown) {
      yield `| ${basename(path)} | ${String(thrown).slice(0, 200).replaceAll('\n', ' ')} |`;
    }
  }
}

async function* rowsOf(path: string): AsyncGenerator<string> {
  const file = new Uint8Array(await readFile(path));
  const location = basename(path);
  const prepared = prepareModel(await parseModel(bytesOf(file), { location }));
  for (const layer of chosenLayers(prepared)) {
    const { placement, height, width, name } = layer;
    const [row, column] = [height >> 1, width >> 1];
    const measured = await measureField(prepared, layer, [row, column], { [location]: file });
    // Of an even grid over the input, cell i has its centre at (i + 1/2) strides.
    const even = (index: number, stride: number): number => (index + 0.5) * stride;
    const cells = [
      [placement.x, column, measured.x],
      [placement.y, row, measured.y],
    ] as const;
    const computed = cells.map(([{ offset, stride }]) => offset - stride / 2);
    const found = cells.map(([{ stride }, index, at]) => at - even(index, stride));
    const text = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(', ');
    const grid = `${height} x ${width}`;
    yield `| ${location} | ${name} | ${grid} | ${placement.x.stride} | ${text(computed)} | ${text(found)} |`;
  }
}

/** The last layer of each of the last two sizes. */
function chosenLayers(prepared: PreparedModel): PlacedLayer[] {
  const layers = placedLayers(prepared).filter(({ height, width }) => height * width > 1);
  const bySize = new Map(layers.map((layer) => [`${layer.height} ${layer.width}`, layer]));
  return [...bySize.values()].slice(-2);
}
