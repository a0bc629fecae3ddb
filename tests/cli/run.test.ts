import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportReport } from '../../src/cli/commands/export.js';
import type { Inspection } from '../../src/cli/commands/inspect.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor, int64Tensor, seededNumbers } from '../fixtures/build-model.js';
import { saliency } from './saliency.js';

let folder: string;
let file: string;

const weights = (name: string, ...dims: number[]) =>
  floatTensor(
    name,
    dims,
    seededNumbers(
      dims.reduce((a, b) => a * b, 1),
      dims.length,
    ),
  );

/** Two stages and a fully connected layer; all weights beyond 1 KiB, so that they stay in the file. */
const classifier: Model = {
  ...buildModel({
    inputs: { image: ['N', 3, 16, 16] },
    outputs: ['probabilities'],
    initializers: [weights('w1', 8, 3, 4, 4), weights('w2', 16, 8, 3, 3), weights('fc', 5, 16 * 3 * 3)],
    nodes: [
      ['Conv', ['image', 'w1'], ['conv1'], { pads: [1, 1, 2, 2] }],
      ['Relu', ['conv1'], ['stage:1']],
      ['MaxPool', ['stage:1'], ['pool1'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Conv', ['pool1', 'w2'], ['conv2']],
      ['MaxPool', ['conv2'], ['pool2'], { kernel_shape: [2, 2], strides: [2, 2] }],
      ['Identity', ['pool2'], ['same']],
      ['Flatten', ['same'], ['flat']],
      ['Gemm', ['flat', 'fc'], ['scores'], { transB: 1 }],
      ['Softmax', ['scores'], ['probabilities']],
    ],
  }),
  producer: 'a test',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saliency-cli-'));
  file = join(folder, 'classifier.onnx');
  await writeFile(file, printModel(classifier));
});

afterAll(() => rm(folder, { recursive: true }));

describe('inspect', () => {
  test('lists layers with shapes, marks the default, and names inputs and outputs', async () => {
    const { exit, out } = await saliency('inspect', file);
    expect(exit).toBe(0);
    expect(out).toContain('opset 17, by a test');
    expect(out).toContain('input   image  float [1, 3, 16, 16]');
    expect(out).toContain('output  probabilities  float [1, 5]');
    expect(out).toContain('  stage:1  8 x 16 x 16  Relu, every 1 px from 1');
    expect(out).toContain('* pool2    16 x 3 x 3  MaxPool, every 4 px from 4.5');
    expect(out).toContain('every operator has a gradient rule');
    expect(out).toContain(
      'the default is pool2: the last one with more than one position that the scores depend on',
    );
    expect(out).toContain('classes 5 (the file does not name them: give labels)');
    expect(out).not.toContain('out of place');
    expect(out).not.toContain('cannot export');
  });

  test.each([
    ['metadata', { names: "{0: 'ant', 1: 'bee', 2: 'cat', 3: 'dog', 4: 'eel'}" }, 'ant, bee, cat, dog, eel'],
    ['none', { names: "['ant', 'bee']" }, undefined],
  ] as const)(
    'says what the classes are called, and how that is known: %s',
    async (source, metadata, names) => {
      const path = join(folder, `names-${source}.onnx`);
      await writeFile(path, printModel({ ...classifier, metadata: new Map(Object.entries(metadata)) }));
      const { out } = await saliency('inspect', path);
      if (names) expect(out).toContain(`classes 5: ${names} (named by the file's metadata)`);
      else
        expect(out).toMatch(/classes 5 \(the file .*\n[^]*note: The class names .* 2 names, and the model 5/);
      const { classes } = JSON.parse((await saliency('inspect', path, '--json')).out) as Inspection;
      expect(classes).toMatchObject({ count: 5, source, labels: names?.split(', ') ?? [] });
    },
  );

  test('marks layers that see the image mirrored, and says that they are not the default for it', async () => {
    const path = join(folder, 'mirrored.onnx');
    const mirrored = buildModel({
      inputs: { x: [1, 3, 8, 8] },
      outputs: ['scores'],
      initializers: [
        weights('w', 4, 3, 3, 3),
        int64Tensor('start', [1], [-1]),
        int64Tensor('end', [1], [-100]),
        int64Tensor('axis', [1], [3]),
      ],
      nodes: [
        ['Conv', ['x', 'w'], ['straight']],
        ['Slice', ['x', 'start', 'end', 'axis', 'start'], ['turned']],
        ['Conv', ['turned', 'w'], ['mirrored']],
        ['GlobalAveragePool', ['straight'], ['a']],
        ['GlobalAveragePool', ['mirrored'], ['b']],
        ['Add', ['a', 'b'], ['both']],
        ['Flatten', ['both'], ['scores']],
      ],
    });
    await writeFile(path, printModel(mirrored));
    const { out } = await saliency('inspect', path);
    expect(out).toMatch(/^\* straight .*Conv, every 1 px from 1.5$/m);
    expect(out).toMatch(/^ {2}mirrored .*Conv, out of place$/m);
    expect(out).toMatch(/the default is straight: .*; those behind it see the image out of place/);
    const inspection = JSON.parse((await saliency('inspect', path, '--json')).out) as Inspection;
    expect(inspection.outOfPlace).toEqual(['turned', 'mirrored']);
  });

  test('prints JSON, and takes sizes of open axes', async () => {
    const { out } = await saliency('inspect', file, '--json', '--batch', '2');
    const inspection = JSON.parse(out) as Inspection;
    expect(inspection).toMatchObject({
      opset: 17,
      irVersion: 8,
      defaultLayer: 'pool2',
      operatorsWithoutRule: [],
    });
    expect(inspection.inputs).toEqual([{ name: 'image', type: 'float', shape: [2, 3, 16, 16] }]);
    expect(inspection.layers[1]).toEqual({
      name: 'stage:1',
      opType: 'Relu',
      channels: 8,
      height: 16,
      width: 16,
      layout: 'NCHW',
      skippedTokens: 0,
      // (4 - 1) / 2 - 1 = 1/2 px beside an even grid
      placement: { x: { offset: 1, stride: 1 }, y: { offset: 1, stride: 1 } },
    });
  });

  test('names every operator without a gradient rule', async () => {
    const path = join(folder, 'odd.onnx');
    const odd = buildModel({
      inputs: { x: [1, 3, 8, 8] },
      outputs: ['y'],
      initializers: [weights('w', 3, 3, 3, 3)],
      nodes: [
        ['Conv', ['x', 'w'], ['c']],
        ['Det', ['c'], ['d']],
        ['Flatten', ['d'], ['y']],
      ],
    });
    await writeFile(path, printModel(odd));
    const { exit, out } = await saliency('inspect', path);
    expect(exit).toBe(0);
    expect(out).toContain('Det (opset 17): node1');
    expect(out).toContain('cannot export: ');
  });
});

/** Loads a graph as a user would, from its path: the runtime finds the weights by itself. */
async function runFile(path: string, feeds: Readonly<Record<string, Tensor>>) {
  const session = await InferenceSession.create(path);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

const image = new Tensor('float32', seededNumbers(768, 7), [1, 3, 16, 16]);
const scoreWeights = new Tensor('float32', Float32Array.of(0, 0, 1, 0, 0), [1, 5]);
const values = (tensor: Tensor) => Array.from(tensor.data as Float32Array);

/** d(logit 2)/d(pool2) is the row of the fully connected layer. */
const expectedGradient = () => Array.from(seededNumbers(5 * 144, 2).subarray(2 * 144, 3 * 144));

describe('export', () => {
  test('writes a trunk and a head of a few kilobytes that run on the weights of the untouched file', async () => {
    const before = await readFile(file);
    const { exit, out } = await saliency('export', file, '--json');
    expect(exit).toBe(0);
    const report = JSON.parse(out) as ExportReport;
    expect(report.layers).toEqual(['pool2']);
    expect(report.weights).toEqual([file]);
    expect(report.files.map(({ path }) => path)).toEqual([
      join(folder, 'classifier.pool2.trunk.onnx'),
      join(folder, 'classifier.pool2.head.onnx'),
    ]);
    for (const { path, bytes } of report.files) {
      expect((await stat(path)).size).toBe(bytes);
      expect(bytes).toBeLessThan(3000);
    }
    expect(await readFile(file)).toEqual(before);

    const [trunk, head] = report.files.map(({ path }) => path);
    const { pool2 } = await runFile(trunk, { image });
    const top = new Tensor('float32', Float32Array.of(0), [1]);
    const results = await runFile(head, { pool2, score_weights: scoreWeights, top_score_weight: top });
    expect(values(results['gradients/pool2'])).toEqual(expectedGradient());
  });

  test.each([[], ['--single']])(
    'tensors and nodes that bear our names: the files load all the same %#',
    async (...flags) => {
      const path = join(folder, 'named.onnx');
      const named = buildModel({
        inputs: { score_weights: [1, 3, 8, 8] },
        outputs: ['logits'],
        initializers: [weights('gradients/maps', 4, 3, 3, 3)],
        nodes: [
          ['Conv', ['score_weights', 'gradients/maps'], ['maps']],
          ['GlobalAveragePool', ['maps'], ['top_score_weight']],
          ['Flatten', ['top_score_weight'], ['activations/maps']],
          ['Softmax', ['activations/maps'], ['logits']],
        ],
      });
      // A node and a tensor may be called the same; two nodes may not.
      const nodeNames = ['logits', 'top_score_weight', 'activations/maps', 'gradients/maps'];
      const nodes = named.graph.nodes.map((node, i) => ({ ...node, name: nodeNames[i] }));
      await writeFile(path, printModel({ ...named, graph: { ...named.graph, nodes } }));
      const { exit, out } = await saliency('export', path, '--json', ...flags);
      expect(exit).toBe(0);
      const { files } = JSON.parse(out) as ExportReport;
      const loaded = await Promise.all(files.map(({ path }) => InferenceSession.create(path)));
      expect(loaded.flatMap(({ outputNames }) => [...outputNames])).toEqual(
        expect.arrayContaining(['logits', 'gradients/maps']),
      );
      await Promise.all(loaded.map((session) => session.release()));
    },
  );

  test('--single writes one graph, --out another folder that holds the weights too', async () => {
    const target = join(folder, 'elsewhere');
    const { exit, err } = await saliency(
      'export',
      file,
      '--single',
      '--out',
      target,
      '--layer',
      'stage:1',
      '--layer',
      'same',
    );
    expect(err).toMatch(/^copying .*classifier\.onnx/);
    expect(exit).toBe(0);
    // Python's onnx refuses weights in a file of several names
    for (const { nlink } of [await stat(file), await stat(join(target, 'classifier.onnx'))])
      expect(nlink).toBe(1);
    expect((await readdir(target)).sort()).toEqual([
      'classifier.onnx',
      'classifier.stage_1+pool2.gradient.onnx',
    ]);
    const results = await runFile(join(target, 'classifier.stage_1+pool2.gradient.onnx'), {
      image,
      score_weights: scoreWeights,
    });
    expect(values(results['gradients/pool2'])).toEqual(expectedGradient());
    expect(results['activations/stage:1'].dims).toEqual([1, 8, 16, 16]);
    expect(results['gradients/stage:1'].dims).toEqual([1, 8, 16, 16]);
    const { probabilities } = await runFile(file, { image });
    const logits = values(results.logits).map(Math.exp);
    const sum = logits.reduce((a, b) => a + b, 0);
    values(probabilities).forEach((p, i) => expect(logits[i] / sum).toBeCloseTo(p, 5));
  });

  test('a second export into the same folder finds its weights there', async () => {
    const target = join(folder, 'twice');
    expect((await saliency('export', file, '--out', target)).exit).toBe(0);
    expect((await saliency('export', file, '--out', target, '--single')).exit).toBe(0);
  });

  test('never overwrites another file with the weights', async () => {
    const target = await mkdtemp(join(folder, 'taken-'));
    await writeFile(join(target, 'classifier.onnx'), 'precious');
    const { exit, err } = await saliency('export', file, '--out', target);
    expect(exit).toBe(2);
    expect(err).toContain('choose another --out');
    expect(await readFile(join(target, 'classifier.onnx'), 'utf8')).toBe('precious');
  });
});

describe('what goes wrong', () => {
  test.each<readonly [string, number, RegExp, readonly string[]]>([
    ['no such file', 1, /no such file/, ['inspect', 'nowhere.onnx']],
    ['an unknown layer', 2, /no layer "pool9"/, ['export', 'FILE', '--layer', 'pool9']],
    ['an unknown option', 2, /--layers/, ['export', 'FILE', '--layers', 'x']],
    ['no model', 2, /1 argument expected, not 0/, ['inspect']],
    [
      'a shape that does not fit',
      2,
      /does not fit it: give --input image=1,3,16,16/,
      ['inspect', 'FILE', '--input', 'image=1,4,16,16'],
    ],
    ['a malformed shape', 2, /NAME=1,3,224,224/, ['inspect', 'FILE', '--input', 'image']],
    ['a malformed batch', 2, /whole numbers/, ['inspect', 'FILE', '--batch', 'many']],
    ['an unknown command', 2, /no command 'explain'/, ['explain', 'FILE']],
    ['a name of every object', 2, /no command 'constructor'/, ['constructor']],
  ])('%s exits with %d', async (_, expected, message, argv) => {
    const { exit, err } = await saliency(...argv.map((word) => (word === 'FILE' ? file : word)));
    expect(err).toMatch(message);
    expect(exit).toBe(expected);
  });

  test('a file that is no model exits with 1, and says so as JSON too', async () => {
    const path = join(folder, 'page.onnx');
    await writeFile(path, '<!doctype html><title>404</title>');
    const { exit, out, err } = await saliency('inspect', path, '--json');
    expect(exit).toBe(1);
    expect(err).toContain('web page');
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'model-invalid' } });
  });

  test('help is there for the command and for each of its words', async () => {
    expect(await saliency('--help')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('saliency inspect') as unknown,
    });
    expect(await saliency('export', '--help')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('--single') as unknown,
    });
    expect((await saliency()).exit).toBe(2);
  });
});
