import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { printModel } from '../../src/onnx/codec/print-model.js';
import zoo from '../../models/zoo.json';
import { fileBytes } from '../faults/server/body.js';
import { startFaultServer } from '../faults/server/fault-server.js';
import { faultUrl, requestsTo, upload } from '../faults/server/fault-url.js';
import type { Scenario } from '../faults/server/scenario.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';
import { saliency, type Outcome } from './saliency.js';

const SIZE = 300_000;

/** What every entry of a catalogue says, whether the command needs it or not. */
const CARD = {
  input: {
    name: 'image',
    layout: 'NCHW',
    width: 224,
    height: 224,
    channels: 'GRAY',
    range: [0, 1],
    mean: [0],
    std: [1],
    resize: 'stretch',
  },
  output: { name: 'scores', activation: 'softmax' },
  labels: 'labels.txt',
};

const TINY = buildModel({
  inputs: { x: [1, 400] },
  outputs: ['y'],
  initializers: [floatTensor('w', [400, 300], seededNumbers(400 * 300))],
  nodes: [['MatMul', ['x', 'w'], ['y']]],
});

let server: Server;
let origin: string;
let folder: string;

beforeAll(async () => ({ server, origin } = await startFaultServer()));
afterAll(() => void server.close());
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'models-'))));
afterEach(() => rm(folder, { recursive: true }));

const address = (scenario: Partial<Scenario> = {}): string => faultUrl({ size: SIZE, ...scenario }, origin);

const hashOf = (seed: number): string => createHash('sha256').update(fileBytes(SIZE, seed)).digest('hex');

/** Pulls `bolts` of a catalogue that has this entry. */
async function pull(entry: Record<string, unknown>): Promise<Outcome> {
  const catalog = join(folder, 'own.json');
  await writeFile(catalog, JSON.stringify({ models: [{ ...CARD, name: 'bolts', ...entry }] }));
  return saliency('models', 'pull', 'bolts', '--catalog', catalog, '--out', folder);
}

describe('models list', () => {
  test('names every model of the package with size and licence', async () => {
    const { exit, out } = await saliency('models');
    expect(exit).toBe(0);
    for (const { name, licence } of zoo.models)
      expect(out).toMatch(new RegExp(`^${name} +[\\d.]+ MB  ${licence}`, 'm'));
    expect(out).toMatch(/^workbench .*part of the package$/m);
    expect((await saliency('models', 'list')).out).toBe(out);
  });

  test('puts those of a catalogue first', async () => {
    const own = { ...CARD, name: 'vgg16', url: 'mine.onnx', bytes: 1e6 };
    const url = address({ text: JSON.stringify([own]) });
    const { out } = await saliency('models', 'list', '--catalog', url, '--json');
    const models = JSON.parse(out) as { name: string; url?: string }[];
    expect(models[0]).toMatchObject({
      ...own,
      url: `${origin}/mine.onnx`,
      labels: `${origin}/labels.txt`,
    });
    expect(models.filter(({ name }) => name === 'vgg16')).toHaveLength(1);
  });
});

describe('models pull', () => {
  test('downloads, tells how far it is, and checks the hash', async () => {
    const { exit, out, err } = await pull({ url: address(), bytes: SIZE, sha256: hashOf(1) });
    expect({ exit, err }).toMatchObject({
      exit: 0,
      err: expect.stringMatching(/bolts: .* \(100 %\)/) as string,
    });
    expect(out).toMatch(/bolts\.onnx {2}its SHA-256 is that of the catalogue/);
    expect((await readFile(join(folder, 'bolts.onnx'))).equals(fileBytes(SIZE, 1))).toBe(true);
    expect(await readdir(folder)).toEqual(['bolts.onnx', 'own.json']);
  });

  test('goes on where the connection broke', async () => {
    const url = address({ breakAt: 100_000 });
    expect((await pull({ url, sha256: hashOf(1) })).exit).toBe(0);
    expect((await readFile(join(folder, 'bolts.onnx'))).equals(fileBytes(SIZE, 1))).toBe(true);
    const ranges = (await requestsTo(url)).map(({ range }) => range);
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/^bytes=\d{4,6}-$/);
  });

  test('turns to a mirror where the address does not answer', async () => {
    const { exit } = await pull({ url: address({ status: 404 }), mirrors: [address()], sha256: hashOf(1) });
    expect(exit).toBe(0);
  });

  test.each<[string, Partial<Scenario>, RegExp]>([
    ['other bytes than the catalogue says', { seed: 2 }, /SHA-256 is [0-9a-f]{64} instead of .* thrown away/],
    ['nothing', { status: 404 }, /answered 404/],
    ['a web page', { html: '<!doctype html><title>Sign in</title>' }, /web page/],
  ])('that finds %s fails, and leaves no model behind', async (_, scenario, message) => {
    const { exit, err } = await pull({ url: address(scenario), sha256: hashOf(1) });
    expect(exit).toBe(1);
    expect(err).toMatch(message);
    expect((await readdir(folder)).filter((name) => name.endsWith('.onnx'))).toEqual([]);
  });

  test('keeps a compressed model as it comes, for the element to expand', async () => {
    const model = join(folder, 'bolts.onnx');
    await writeFile(model, printModel(TINY));
    expect((await saliency('compress', model, '--weights', 'int8')).exit).toBe(0);
    await rm(model);
    const transport = await readFile(join(folder, 'bolts.int8.saliency'));
    const url = `${origin}/bolts.saliency`;
    await upload(url, new Blob([transport]));
    const sha256 = createHash('sha256').update(transport).digest('hex');
    expect((await pull({ url, bytes: transport.length, sha256 })).exit).toBe(0);
    expect((await readFile(join(folder, 'bolts.saliency'))).equals(transport)).toBe(true);
  });

  test.each(['workbench.onnx', 'imagenet.saliency'])('copies %s of the package', async (file) => {
    const [name] = file.split('.');
    expect((await saliency('models', 'pull', name, '--out', folder)).exit).toBe(0);
    const original = await readFile(new URL(`../../models/${file}`, import.meta.url));
    expect((await readFile(join(folder, file))).equals(original)).toBe(true);
  });
});

test('a server that does not answer is reported without a word of pages', async () => {
  const { exit, err } = await saliency('models', '--catalog', 'http://127.0.0.1:9/own.json');
  expect(exit).toBe(1);
  expect(err).toContain('http://127.0.0.1:9 does not answer. Check the address and the network.');
});

test('a catalogue with mistakes is refused, with the place of each', async () => {
  const { exit, err } = await pull({ url: 'http://127.0.0.1:9/bolts.onnx', labels: 3, licence: 7 });
  expect(exit).toBe(2);
  expect(err).toMatch(/own\.json has 2 problem.*models\[0\]\.licence: expected .*models\[0\]\.labels/);
});

test.each([
  [['models', 'pull', 'vgg17'], /no model called "vgg17".*vgg16-bn/],
  [['models', 'pull'], /takes list, or pull and a name/],
  [['models', 'push', 'x'], /takes list, or pull and a name/],
  [['models', 'list', '--catalog', '/no/such/file'], /cannot be read as JSON/],
])('%s is a mistake', async (argv, message) => {
  const { exit, err } = await saliency(...argv);
  expect(exit).toBe(2);
  expect(err).toMatch(message);
});
