import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.js';
import { DataType } from '../../src/onnx/graph/model.js';
import { printGraph } from '../../src/onnx/codec/print-graph.js';
import { WireWriter } from '../../src/onnx/codec/wire-writer.js';
import { buildModel } from '../fixtures/build-model.js';

const FEATURES = 120_000;
const CLASSES = 4_000;
const WEIGHT_BYTES = FEATURES * CLASSES * 4;

/** Tag and length of a field whose payload is not at hand. */
function header(number: number, length: number): Uint8Array {
  const empty = new WireWriter().int(number, length).finish();
  const tag = new WireWriter().bytes(number, new Uint8Array(0)).finish();
  const tagBytes = tag.length - 1;
  return Uint8Array.from([...tag.subarray(0, tagBytes), ...empty.subarray(tagBytes)]);
}

/** A classifier whose 1.9 GB of weights are a hole in the file: field 9 (raw_data) of its only initializer. */
async function writeHugeModel(path: string): Promise<void> {
  const small = buildModel({
    inputs: { x: [1, 3, 200, 200] },
    outputs: ['y'],
    nodes: [
      ['Relu', ['x'], ['relu']],
      ['Flatten', ['relu'], ['flat']],
      ['Gemm', ['flat', 'w'], ['y']],
    ],
  });
  const members = printGraph(small.graph);
  const opset = new WireWriter().bytes(8, new WireWriter().int(2, 17).finish()).finish();
  const tensor = new WireWriter().ints(1, [FEATURES, CLASSES]).int(2, DataType.FLOAT).text(8, 'w').finish();
  const raw = header(9, WEIGHT_BYTES);
  const initializer = header(5, tensor.length + raw.length + WEIGHT_BYTES);
  const graphLength = members.length + initializer.length + tensor.length + raw.length + WEIGHT_BYTES;
  const version = new WireWriter().int(1, 8).finish();
  const head = [version, header(7, graphLength), members, initializer, tensor, raw];
  const handle = await open(path, 'w');
  try {
    for (const part of head) await handle.write(part);
    const { size } = await handle.stat();
    await handle.write(opset, 0, opset.length, size + WEIGHT_BYTES);
  } finally {
    await handle.close();
  }
}

test('a file of 1.9 GB is inspected and exported in little memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saliency-large-'));
  try {
    const path = join(folder, 'huge.onnx');
    await writeHugeModel(path);
    expect((await stat(path)).size).toBeGreaterThan(1.9e9);
    const before = process.memoryUsage().rss;
    const out: string[] = [];
    const err: string[] = [];
    const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
    expect(await run(['inspect', path], io)).toBe(0);
    expect(await run(['export', path], io)).toBe(0);
    expect(out.join('\n')).toContain('* relu');
    expect(err[0]).toMatch(/^read 0\.\d MB of 1920\.\d MB/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  } finally {
    await rm(folder, { recursive: true });
  }
});
