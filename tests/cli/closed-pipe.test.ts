import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor } from '../fixtures/build-model.js';

/** The command as a process, since it is the process that the system tells of a closed pipe. */
const root = new URL('../..', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saliency-pipe-'));
  execFileSync('node', [join(root, 'tests/oracles/build-command.mjs'), join(folder, 'code')]);
  const model = buildModel({
    inputs: { image: [1, 1, 8, 8] },
    outputs: ['scores'],
    initializers: [floatTensor('w', [2, 1, 3, 3], new Array<number>(18).fill(1))],
    nodes: [
      ['Conv', ['image', 'w'], ['maps']],
      ['GlobalAveragePool', ['maps'], ['pooled']],
      ['Flatten', ['pooled'], ['scores']],
    ],
  });
  await writeFile(join(folder, 'model.onnx'), printModel(model));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** Runs it in bash into a reader that has ended before the first line is written. */
function intoClosedPipe(words: string, redirect: string): { code: number; err: string } {
  const script = `{ sleep 0.3; node code/main.js ${words} ${redirect}; echo "exit $?" >&3; } | true`;
  const { output } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return { code: Number(/exit (\d+)/.exec(output[3] ?? '')?.[1]), err: output[2] ?? '' };
}

test.each(['--help', 'models', 'models --json', 'inspect model.onnx', 'export model.onnx --json'])(
  '%s ends quietly when nobody reads it any more',
  (words) => expect(intoClosedPipe(words, '')).toEqual({ code: 0, err: '' }),
);

test('the work is done all the same', () => {
  expect(intoClosedPipe('export model.onnx --out graphs', '').code).toBe(0);
  expect(existsSync(join(folder, 'graphs/model.maps.head.onnx'))).toBe(true);
});

test('a closed stderr is no other error', () => {
  expect(intoClosedPipe('nonsense', '2>&1 >/dev/null')).toEqual({ code: 2, err: '' });
});
