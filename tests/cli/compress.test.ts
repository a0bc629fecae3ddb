import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CompressionResult } from '../../src/cli/commands/compress.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';
import { saliency } from './saliency.js';

let folder: string;
let model: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compress-'));
  model = join(folder, 'small.onnx');
  const file = printModel(
    buildModel({
      inputs: { x: [1, 64] },
      outputs: ['y'],
      initializers: [floatTensor('w', [64, 100], seededNumbers(6400))],
      nodes: [['MatMul', ['x', 'w'], ['y']]],
    }),
  );
  await writeFile(model, file);
});
afterEach(() => rm(folder, { recursive: true }));

test('writes a file beside the model, and what a catalogue needs to know of it', async () => {
  const { exit, out } = await saliency('compress', model, '--weights', 'int4', '--json');
  expect(exit).toBe(0);
  const result = JSON.parse(out) as CompressionResult;
  const file = await readFile(join(folder, 'small.int4.saliency'));
  expect(result).toMatchObject({ tensors: 1, values: 6400, bytes: file.length });
  expect(result.sha256).toBe(createHash('sha256').update(file).digest('hex'));
  expect(file.length).toBeLessThan(0.2 * result.originalBytes);
});

test('says how much smaller it is, and how exact', async () => {
  const { out } = await saliency('compress', model, '--weights', 'fp16', '--out', join(folder, 'half'));
  expect(out).toMatch(/half {2}0\.0 MB instead of 0\.0 MB\n1 tensors rounded, by 0\.0\d %/);
});

test('leaves nothing behind when it fails', async () => {
  await writeFile(model, new Uint8Array(100));
  const { exit } = await saliency('compress', model, '--weights', 'int8');
  expect(exit).toBe(1);
  expect(await readdir(folder)).toEqual(['small.onnx']);
});

test.each([['--weights', 'int2'], []])('asks for a format that exists: %s %s', async (...options) => {
  const { exit, err } = await saliency('compress', model, ...options);
  expect(exit).toBe(2);
  expect(err).toMatch(/--weights takes int4, int8, fp16/);
});
