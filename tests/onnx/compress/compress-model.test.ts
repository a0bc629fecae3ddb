import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { SaliencyError } from '../../../src/errors.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { compressModel, type CompressReport } from '../../../src/onnx/compress/compress-model.js';
import type { WeightFormat } from '../../../src/onnx/compress/plan-weights.js';
import { TransportExpander } from '../../../src/onnx/compress/transport-expander.js';
import type { Tensor as ModelTensor } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { buildModel, floatTensor, seededNumbers } from '../../fixtures/build-model.js';

const weights = (name: string, dims: readonly number[], seed: number): ModelTensor => {
  const count = dims.reduce((product, size) => product * size, 1);
  return floatTensor(
    name,
    dims,
    seededNumbers(count, seed).map((value) => value / Math.sqrt(count / dims[0])),
  );
};

/** Convolution, pooling, two fully connected layers: a small VGG. */
function smallVgg(first: ModelTensor = weights('conv.w', [16, 3, 5, 5], 1)): Uint8Array {
  return printModel(
    buildModel({
      inputs: { x: [1, 3, 12, 12] },
      outputs: ['y'],
      initializers: [
        first,
        weights('conv.b', [16], 2),
        weights('fc1.w', [301, 16 * 6 * 6], 3),
        weights('fc1.b', [301], 4),
        weights('fc2.w', [301, 10], 5),
      ],
      nodes: [
        ['Conv', ['x', 'conv.w', 'conv.b'], ['conv'], { pads: [2, 2, 2, 2] }],
        ['Relu', ['conv'], ['relu']],
        ['MaxPool', ['relu'], ['pool'], { kernel_shape: [2, 2], strides: [2, 2] }],
        ['Flatten', ['pool'], ['flat']],
        ['Gemm', ['flat', 'fc1.w', 'fc1.b'], ['fc1'], { transB: 1 }],
        ['Relu', ['fc1'], ['relu1']],
        ['MatMul', ['relu1', 'fc2.w'], ['y']],
      ],
    }),
  );
}

interface Compressed {
  readonly bytes: Uint8Array;
  readonly report: CompressReport;
}

async function compress(file: Uint8Array, format: WeightFormat): Promise<Compressed> {
  const chunks: Uint8Array[] = [];
  const pieces = compressModel(bytesOf(file), { weights: format });
  let step = await pieces.next();
  for (; !step.done; step = await pieces.next()) chunks.push(step.value);
  return { bytes: new Uint8Array(Buffer.concat(chunks)), report: step.value };
}

function expand(transport: Uint8Array, pieceBytes = transport.length): Uint8Array {
  const expander = new TransportExpander();
  const out: Uint8Array[] = [];
  for (let at = 0; at < transport.length; at += pieceBytes) {
    out.push(...expander.push(transport.subarray(at, at + pieceBytes)));
  }
  expander.end();
  return new Uint8Array(Buffer.concat(out));
}

async function scores(file: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(file);
  const { y } = await session.run({ x: new Tensor('float32', seededNumbers(3 * 144, 9), [1, 3, 12, 12]) });
  return y.data as Float32Array;
}

async function tensorBytes(file: Uint8Array, name: string): Promise<Uint8Array> {
  const { graph } = await parseModel(bytesOf(file), { location: 'm' });
  const { link, data } = graph.initializers.get(name)!;
  return link ? file.slice(link.offset, link.offset + link.length) : data!;
}

describe.each([
  ['fp16', 0.52, 1e-3, 0.002],
  ['int8', 0.28, 1e-2, 0.03],
  ['int4', 0.18, 0.1, 0.4],
] as const)('%s', (format, size, weightError, scoreError) => {
  const original = smallVgg();
  let compressed: Compressed;
  let expanded: Uint8Array;
  beforeAll(async () => {
    compressed = await compress(original, format);
    expanded = expand(compressed.bytes);
  });

  test('is smaller', () => {
    expect(compressed.bytes.length / original.length).toBeLessThan(size);
    expect(compressed.report.relativeError).toBeLessThan(weightError);
  });

  test('expands to a file of the same layout, in which only weights differ', async () => {
    expect(expanded.length).toBe(original.length);
    const layout = async (file: Uint8Array): Promise<unknown> =>
      [...(await parseModel(bytesOf(file), { location: 'm' })).graph.initializers.values()].map(
        ({ name, link }) => [name, link],
      );
    expect(await layout(expanded)).toEqual(await layout(original));
    expect(await tensorBytes(expanded, 'conv.b')).toEqual(await tensorBytes(original, 'conv.b'));
    expect(await tensorBytes(expanded, 'fc1.b')).toEqual(await tensorBytes(original, 'fc1.b'));
    expect(await tensorBytes(expanded, 'fc1.w')).not.toEqual(await tensorBytes(original, 'fc1.w'));
  });

  test('expands to a model whose scores are close', async () => {
    const [exact, close] = [await scores(original), await scores(expanded)];
    const range = Math.max(...exact) - Math.min(...exact);
    const error = Math.max(...close.map((score, i) => Math.abs(score - exact[i])));
    expect(error / range).toBeLessThan(scoreError);
  });

  test('expands to the same bytes however it arrives', () => {
    for (const pieceBytes of [1, 7, 1000])
      expect(Buffer.compare(expand(compressed.bytes, pieceBytes), expanded)).toBe(0);
  });
});

test('weights that are not numbers stay what they are', async () => {
  const odd = weights('conv.w', [16, 3, 5, 5], 1);
  new Float32Array(odd.data!.buffer)[7] = NaN;
  const original = smallVgg(odd);
  const expanded = expand((await compress(original, 'int8')).bytes);
  expect(await tensorBytes(expanded, 'conv.w')).toEqual(await tensorBytes(original, 'conv.w'));
});

describe('what cannot be compressed', () => {
  test('a file that is compressed already', async () => {
    const { bytes } = await compress(smallVgg(), 'int8');
    await expect(compress(bytes, 'int8')).rejects.toMatchObject({ code: 'bad-option' });
  });

  test('a model without large weights', async () => {
    const file = printModel(
      buildModel({ inputs: { x: [1, 2] }, outputs: ['y'], nodes: [['Relu', ['x'], ['y']]] }),
    );
    await expect(compress(file, 'fp16')).rejects.toThrow(/no float32 weights/);
  });
});

describe('a damaged file', () => {
  function outcome(bytes: Uint8Array): unknown {
    try {
      return expand(bytes);
    } catch (error) {
      return error;
    }
  }

  test('that is cut short is an error', async () => {
    const { bytes } = await compress(smallVgg(), 'int4');
    for (const length of [0, 5, 30, 100, bytes.length - 1]) {
      expect(outcome(bytes.subarray(0, length))).toMatchObject({ code: 'model-invalid' });
    }
  });

  test('that goes on behind its end is an error', async () => {
    const { bytes } = await compress(smallVgg(), 'int4');
    expect(outcome(new Uint8Array([...bytes, 0]))).toMatchObject({ code: 'model-invalid' });
  });

  test('of a later format is an error of its own', async () => {
    const { bytes } = await compress(smallVgg(), 'int4');
    bytes[8] = 2;
    expect(outcome(bytes)).toMatchObject({ code: 'model-unsupported' });
  });

  test('is an error wherever the damage is', async () => {
    const { bytes } = await compress(smallVgg(), 'int4');
    const random = seededNumbers(400, 42);
    for (let i = 0; i < 200; i++) {
      const damaged = bytes.slice();
      // Every other time where the structure is dense: the prefix and the headers of the first segments.
      const reach = i % 2 === 0 ? bytes.length : 2000;
      const at = Math.floor(((random[2 * i] + 1) / 2) * reach);
      damaged[at] ^= 1 + Math.floor((random[2 * i + 1] + 1) * 127);
      expect(outcome(damaged), `byte ${at}`).toBeInstanceOf(SaliencyError);
    }
  });

  test('in its weights alone is told by the hash', async () => {
    const { bytes } = await compress(smallVgg(), 'int4');
    bytes[bytes.length - 2000] ^= 1;
    expect(String(outcome(bytes))).toMatch(/damaged.*SHA-256/);
  });
});
