import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { encodeText } from '../../../src/onnx/codec/text.js';
import { WireWriter } from '../../../src/onnx/codec/wire-writer.js';
import {
  buildModel,
  float,
  floats,
  floatTensor,
  int64Tensor,
  seededNumbers,
} from '../../fixtures/build-model.js';

const parse = (bytes: Uint8Array) => parseModel(bytesOf(bytes), { location: 'model.onnx' });
const roundTrip = (model: Model) => parse(printModel(model));

/** A model file around one hand-written TensorProto, the initializer of graph field 5. */
const fileWith = (tensor: Uint8Array) =>
  new WireWriter()
    .int(1, 8)
    .bytes(7, new WireWriter().bytes(5, tensor).finish())
    .bytes(8, new WireWriter().int(2, 17).finish())
    .finish();

const packed = (bytes: ArrayBufferView) => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

describe('tensors', () => {
  test('of 1 KiB and more become links to where their bytes lie, smaller ones are read', async () => {
    const large = seededNumbers(256);
    const small = seededNumbers(255);
    const bytes = printModel(
      buildModel({
        inputs: { x: [1, 4] },
        outputs: ['y'],
        initializers: [floatTensor('large', [16, 16], large), floatTensor('small', [255], small)],
        nodes: [['Relu', ['x'], ['y']]],
      }),
    );
    const { initializers } = (await parse(bytes)).graph;
    const link = initializers.get('large')!.link!;
    expect(link).toMatchObject({ location: 'model.onnx', length: 1024 });
    expect(bytes.slice(link.offset, link.offset + link.length)).toEqual(packed(large));
    expect(initializers.get('small')!.data).toEqual(packed(small));
  });

  test('packed float_data and double_data are linked as they lie', async () => {
    const floats = seededNumbers(300);
    const doubles = Float64Array.from(floats.subarray(0, 130));
    for (const [field, type, values] of [
      [4, DataType.FLOAT, floats],
      [10, DataType.DOUBLE, doubles],
    ] as const) {
      const tensor = new WireWriter()
        .ints(1, [values.length])
        .int(2, type)
        .text(8, 'w')
        .bytes(field, packed(values));
      const bytes = fileWith(tensor.finish());
      const { link } = (await parse(bytes)).graph.initializers.get('w')!;
      expect(bytes.slice(link!.offset, link!.offset + link!.length)).toEqual(packed(values));
    }
  });

  test.each([
    [
      'unpacked float_data',
      DataType.FLOAT,
      new WireWriter().floats(4, [1.5, -2]),
      new Float32Array([1.5, -2]),
    ],
    ['int64_data', DataType.INT64, new WireWriter().ints(7, [-1, 2]), new BigInt64Array([-1n, 2n])],
    [
      'packed int64_data',
      DataType.INT64,
      new WireWriter().bytes(7, Uint8Array.of(3, 0x80, 1)),
      new BigInt64Array([3n, 128n]),
    ],
    ['int32_data', DataType.INT32, new WireWriter().ints(5, [-7, 8]), new Int32Array([-7, 8])],
    ['int8 in int32_data', DataType.INT8, new WireWriter().ints(5, [-7, 8]), new Int8Array([-7, 8])],
    ['bool in int32_data', DataType.BOOL, new WireWriter().ints(5, [1, 0]), new Uint8Array([1, 0])],
    [
      'float16 in int32_data',
      DataType.FLOAT16,
      new WireWriter().ints(5, [0x3c00, 0xbc00]),
      new Uint16Array([0x3c00, 0xbc00]),
    ],
    ['uint64_data', DataType.UINT64, new WireWriter().ints(11, [5, 6]), new BigUint64Array([5n, 6n])],
  ])('reads %s', async (_, dataType, content, expected) => {
    const tensor = new WireWriter().ints(1, [2]).int(2, dataType).text(8, 'w').raw([content.finish()]);
    const { data } = (await parse(fileWith(tensor.finish()))).graph.initializers.get('w')!;
    expect(data).toEqual(packed(expected));
  });

  test('of strings', async () => {
    const tensor = new WireWriter().ints(1, [2]).int(2, DataType.STRING).text(8, 'w').texts(6, ['a', 'ü']);
    const { strings } = (await parse(fileWith(tensor.finish()))).graph.initializers.get('w')!;
    expect(strings).toEqual([encodeText('a'), encodeText('ü')]);
  });

  test.each([
    ['weights.bin', 'weights.bin'],
    ['weights\\deep\\w.bin', 'weights/deep/w.bin'],
    ['./weights/w.bin', 'weights/w.bin'],
    ['.\\w.bin', 'w.bin'],
  ])(
    'that are external, at %s, keep their place; a missing length follows from the shape',
    async (location, path) => {
      const entry = (key: string, value: string) => new WireWriter().text(1, key).text(2, value).finish();
      const tensor = new WireWriter()
        .ints(1, [4, 5])
        .int(2, DataType.FLOAT)
        .text(8, 'w')
        .bytes(13, entry('location', location))
        .bytes(13, entry('offset', '4096'))
        .int(14, 1);
      const { link } = (await parse(fileWith(tensor.finish()))).graph.initializers.get('w')!;
      expect(link).toEqual({ location: path, offset: 4096, length: 80 });
    },
  );

  test('in Constant nodes are linked too', async () => {
    const value = floatTensor('value', [300], seededNumbers(300));
    const model = buildModel({ inputs: {}, outputs: ['y'], nodes: [['Constant', [], ['y'], { value }]] });
    const bytes = printModel(model);
    const attribute = (await parse(bytes)).graph.nodes[0].attributes.get('value')!;
    if (attribute.type !== 'tensor') throw new Error('not a tensor');
    const { offset, length } = attribute.value.link!;
    expect(bytes.slice(offset, offset + length)).toEqual(value.data);
  });
});

test('reads a fraction of a file with weights, and never a range beyond its end', async () => {
  const weights = floatTensor('w', [1024, 4096], seededNumbers(4 << 20));
  const bytes = printModel(
    buildModel({
      inputs: { x: [1, 4] },
      outputs: ['y'],
      initializers: [weights],
      nodes: [['Relu', ['x'], ['y']]],
    }),
  );
  let read = 0;
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) => {
      expect(offset + length).toBeLessThanOrEqual(bytes.length);
      read += length;
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
  await parseModel(source, { location: 'model.onnx' });
  expect(bytes.length).toBeGreaterThan(16e6);
  expect(read).toBeLessThan(200e3);
});

test('a printed model reads back as it was', async () => {
  const model = buildModel({
    opset: 13,
    inputs: { x: ['N', 3, undefined, 8], unranked: undefined },
    outputs: { y: ['N', 3] },
    initializers: [int64Tensor('axes', [2], [1, -1]), floatTensor('scalar', [], [0.5])],
    nodes: [
      [
        'Foo',
        ['x', '', 'axes'],
        ['y', ''],
        {
          i: -3,
          f: float(0.25),
          s: 'text',
          ints: [1, -2],
          fs: floats([0.5, 2]),
          t: int64Tensor('t', [1], [7]),
          empty: [],
        },
      ],
      ['Bar', [], ['z'], { big: 9223372036854775807, names: { type: 'strings', value: ['a', ''] } }],
    ],
  });
  const first = await roundTrip(model);
  expect(first).toEqual({
    ...model,
    producer: undefined,
    unknown: undefined,
    graph: expect.anything() as unknown,
  });
  expect(first.graph.nodes.map(({ attributes }) => attributes)).toMatchObject(
    model.graph.nodes.map(({ attributes }) => attributes),
  );
  expect(await roundTrip(first)).toEqual(first);
});

test('unknown fields, subgraphs and attribute references survive a round trip', async () => {
  const unknown = new WireWriter().text(2000, 'later').finish();
  const graphAttribute = new WireWriter().text(1, 'then_branch').bytes(6, encodeText('anything')).int(20, 5);
  const reference = new WireWriter().text(1, 'alpha').text(21, 'outer').int(20, 1);
  const node = new WireWriter()
    .text(4, 'If')
    .bytes(5, graphAttribute.finish())
    .bytes(5, reference.finish())
    .raw([unknown]);
  const graph = new WireWriter().bytes(1, node.finish()).raw([unknown]);
  const bytes = new WireWriter()
    .int(1, 8)
    .text(6, 'doc')
    .bytes(7, graph.finish())
    .bytes(25, encodeText('f'))
    .raw([unknown]);
  const model = await parse(bytes.finish());
  expect(model.graph.nodes[0].attributes.get('then_branch')).toEqual({
    type: 'opaque',
    kind: 5,
    value: graphAttribute.finish(),
  });
  expect(model.graph.nodes[0].attributes.get('alpha')).toMatchObject({ type: 'opaque', kind: 1 });
  expect(model.graph.unknown).toEqual([unknown]);
  expect(model.unknown).toHaveLength(3);
  expect(await roundTrip(model)).toEqual(model);
});

test('files of IR version 3 lose the inputs that are initializers and are printed as IR 4', async () => {
  const model = buildModel({
    irVersion: 3,
    opset: 9,
    inputs: { x: [1, 2], w: [1, 2] },
    outputs: ['y'],
    initializers: [floatTensor('w', [1, 2], [1, 2])],
    nodes: [['Add', ['x', 'w'], ['y']]],
  });
  const parsed = await roundTrip(model);
  expect(parsed.graph.inputs.map(({ name }) => name)).toEqual(['x']);
  expect(parsed.irVersion).toBe(4);
});

test('the two spellings of the default domain are one', async () => {
  const opset = new WireWriter().text(1, 'ai.onnx').int(2, 12).finish();
  const node = new WireWriter().text(4, 'Relu').text(7, 'ai.onnx').finish();
  const bytes = new WireWriter().bytes(7, new WireWriter().bytes(1, node).finish()).bytes(8, opset).finish();
  const model = await parse(bytes);
  expect([...model.opsets]).toEqual([['', 12]]);
  expect(model.graph.nodes[0].domain).toBe('');
});

describe('what is not a model is refused with a reason', () => {
  const entry = (key: string, value: string) => new WireWriter().text(1, key).text(2, value).finish();
  const external = (location: string, offset: string) =>
    tensor(
      new WireWriter()
        .ints(1, [4])
        .int(2, 1)
        .bytes(13, entry('location', location))
        .bytes(13, entry('offset', offset))
        .int(14, 1),
    );
  const tensor = (...parts: WireWriter[]) =>
    fileWith(
      new WireWriter()
        .text(8, 'w')
        .raw(parts.map((part) => part.finish()))
        .finish(),
    );
  test.each([
    ['an empty file', new Uint8Array(0), /empty/],
    ['a web page', encodeText('<!DOCTYPE html><html><body>Not found'), /web page/],
    ['a Git LFS pointer', encodeText('version https://git-lfs.github.com/spec/v1\noid sha256:00'), /LFS/],
    ['JSON', encodeText('{"error":"Repository not found"}'), /JSON/],
    ['plain text', encodeText('Invalid username or password.'), /text file/],
    ['a checkpoint', encodeText('PK\x03\x04archive/data.pkl'), /PyTorch/],
    ['no graph', new WireWriter().int(1, 8).finish(), /0 graphs/],
    ['a wire type that does not exist', Uint8Array.of(0x0f, 0, 0, 0), /wire type 7/],
    ['an endless number', Uint8Array.of(0x08, ...new Array<number>(12).fill(0xff)), /number/],
    ['a negative size', tensor(new WireWriter().ints(1, [-4]).int(2, 1)), /impossible shape/],
    ['an absurd size', tensor(new WireWriter().ints(1, [1e9, 1e9, 1e9]).int(2, 1)), /impossible shape/],
    [
      'too few bytes',
      tensor(new WireWriter().ints(1, [4]).int(2, 1).bytes(9, new Uint8Array(12))),
      /should hold 16 bytes, not 12/,
    ],
    [
      'too many dimensions',
      tensor(new WireWriter().ints(1, Array<number>(65).fill(1)).int(2, 1)),
      /65 dimensions/,
    ],
    ['external data beyond the end', external('model.onnx', '1000000'), /beyond the end of the file/],
    ['external data outside of the folder', external('../secret', '0'), /not a file beside or below/],
    ['external data at a negative offset', external('w.bin', '-4'), /offset or length '-4'/],
    ['no data', tensor(new WireWriter().ints(1, [4]).int(2, 1)), /no data/],
  ])('%s', async (_, bytes, message) => {
    await expect(parse(bytes)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(message) as unknown,
      details: { offset: expect.any(Number) as unknown },
    });
  });

  test('a truncated file says how much is missing', async () => {
    const bytes = printModel(
      buildModel({ inputs: { x: [1] }, outputs: ['y'], nodes: [['Relu', ['x'], ['y']]] }),
    );
    const graphEnd = bytes.length - 4;
    await expect(parse(bytes.subarray(0, graphEnd - 10))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('10 bytes are missing') as unknown,
      details: { missing: 10 },
    });
  });
});
