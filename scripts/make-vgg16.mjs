import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/**
 * Writes a VGG-16 of torchvision's topology with random weights, 553 MB, for measurements of load and memory: input
 * `data` [1, 3, 224, 224], output `scores` [1, 1000]. Weights are N(0, 2 / fan-in) (He et al., arXiv 1502.01852) from a
 * fixed seed, streamed, so that it takes a few MB of memory.
 *
 *   node scripts/make-vgg16.mjs PATH
 */
const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const DENSE = [4096, 4096, 1000];
const CHUNK = 1 << 20;

/** The protobuf wire format, as far as it is needed here (https://protobuf.dev/programming-guides/encoding/). */
function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
const int = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
const header = (field, length) => Buffer.concat([varint(field * 8 + 2), varint(length)]);
const message = (field, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([header(field, body.length), body]);
};
const text = (field, value) => message(field, Buffer.from(value));

const ints = (name, values) => message(5, text(1, name), ...values.map((value) => int(8, value)), int(20, 7));
const flag = (name, value) => message(5, text(1, name), int(3, value), int(20, 2));
const node = (type, inputs, output, ...attributes) =>
  message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, type),
    ...attributes,
  );
const valueInfo = (field, name, dims) => {
  const shape = message(2, ...dims.map((size) => message(1, int(1, size))));
  return message(field, text(1, name), message(2, message(1, int(1, 1), shape)));
};

/** The nodes as protobuf, and the tensors as [name, dims, standard deviation]. */
function topology() {
  const nodes = [];
  const tensors = [];
  let [input, channels] = ['data', 3];
  STAGES.forEach((widths, stage) => {
    widths.forEach((width, index) => {
      const name = `conv${stage + 1}_${index + 1}`;
      tensors.push([`${name}.weight`, [width, channels, 3, 3], Math.sqrt(2 / (9 * channels))]);
      tensors.push([`${name}.bias`, [width], 0]);
      const inputs = [input, `${name}.weight`, `${name}.bias`];
      nodes.push(node('Conv', inputs, name, ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1])));
      nodes.push(node('Relu', [name], name.replace('conv', 'relu')));
      [input, channels] = [name.replace('conv', 'relu'), width];
    });
    const pool = `pool${stage + 1}`;
    nodes.push(node('MaxPool', [input], pool, ints('kernel_shape', [2, 2]), ints('strides', [2, 2])));
    input = pool;
  });
  nodes.push(node('Flatten', [input], 'flat'));
  input = 'flat';
  let size = channels * 7 * 7;
  DENSE.forEach((width, index) => {
    const name = `fc${index + 6}`;
    const isLast = index === DENSE.length - 1;
    tensors.push([`${name}.weight`, [width, size], Math.sqrt(2 / size)], [`${name}.bias`, [width], 0]);
    const output = isLast ? 'scores' : name;
    nodes.push(node('Gemm', [input, `${name}.weight`, `${name}.bias`], output, flag('transB', 1)));
    if (!isLast) nodes.push(node('Relu', [name], `relu_${name}`));
    [input, size] = [`relu_${name}`, width];
  });
  return { nodes, tensors };
}

/** Normal deviates by Box and Muller, in a table that an xorshift generator draws from. */
function normalSource(seed) {
  let state = seed;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const uniform = () => (next() + 0.5) / 2 ** 32;
  const table = Float32Array.from(
    { length: 1 << 16 },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return () => table[next() >>> 16];
}

const countOf = (dims) => dims.reduce((product, size) => product * size, 1);

export async function makeVgg16(path) {
  const { nodes, tensors } = topology();
  const heads = tensors.map(([name, dims]) => {
    const bytes = countOf(dims) * 4;
    const fields = [...dims.map((size) => int(1, size)), int(2, 1), text(8, name), header(9, bytes)];
    const head = Buffer.concat(fields);
    return Buffer.concat([header(5, head.length + bytes), head]);
  });
  const before = Buffer.concat([...nodes, text(2, 'vgg16')]);
  const after = Buffer.concat([valueInfo(11, 'data', [1, 3, 224, 224]), valueInfo(12, 'scores', [1, 1000])]);
  const weights = tensors.reduce((sum, [, dims], i) => sum + heads[i].length + 4 * countOf(dims), 0);
  const graph = before.length + weights + after.length;

  const file = createWriteStream(path);
  const write = async (bytes) => {
    if (!file.write(bytes)) await once(file, 'drain');
  };
  const opset = message(8, int(2, 17));
  await write(Buffer.concat([int(1, 8), text(2, 'make-vgg16'), opset, header(7, graph), before]));
  const normal = normalSource(16);
  for (const [i, [, dims, deviation]] of tensors.entries()) {
    await write(heads[i]);
    for (let left = countOf(dims); left > 0; left -= CHUNK) {
      const values = Float32Array.from(
        { length: Math.min(left, CHUNK) },
        () => deviation && deviation * normal(),
      );
      await write(new Uint8Array(values.buffer));
    }
  }
  file.end(after);
  await once(file, 'finish');
  return file.bytesWritten;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path] = process.argv;
  if (!path) throw new Error('Say where to: node scripts/make-vgg16.mjs PATH');
  console.log(`${path}: ${await makeVgg16(path)} bytes`);
}
