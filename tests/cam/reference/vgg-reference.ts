import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import type { Model, Node, Tensor } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';

/**
 * A VGG-like classifier (3 x 3 convolutions, ReLU, 2 x 2 max-pools, linear layers) in float64, forwards and backwards,
 * from its ONNX file. Shares nothing with the gradient export but the parser.
 */
export interface Planes {
  readonly data: Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

interface Stage {
  readonly name: string;
  forward(x: Planes): Planes;
  /** dS/dx from dS/dy, at the input x. */
  backward(gy: Planes, x: Planes): Planes;
  /** sum of bias * dS/dy. */
  biasTerm(gy: Planes): number;
}

/** What is known of a tensor of the network once a score was differentiated. */
export interface LayerReference {
  readonly A: Planes;
  readonly g: Planes;
  /** sum of bias * dS/dz over the affine stages behind it. */
  readonly biases: number;
}

export interface ReferenceNetwork {
  readonly layers: readonly string[];
  logits(image: Planes): Float64Array;
  /** Logits when a layer's activations are given. */
  logitsFrom(layer: string, activations: Planes): Float64Array;
  /** Every tensor by its name, the image under `image`; S = weights . logits. */
  attribute(image: Planes, weights: readonly number[]): ReadonlyMap<string, LayerReference>;
}

const IMAGE = 'image';

export async function referenceNetwork(file: Uint8Array): Promise<ReferenceNetwork> {
  const model = await parseModel(bytesOf(file), { location: 'model' });
  const stages = model.graph.nodes.map((node) => stageOf(node, model, file));
  const run = (x: Planes, from: number): Planes[] => {
    const outputs: Planes[] = [];
    for (const stage of stages.slice(from)) outputs.push(stage.forward(outputs.at(-1) ?? x));
    return outputs;
  };
  const logitsFrom = (x: Planes, from: number): Float64Array => (run(x, from).at(-1) ?? x).data;
  return {
    layers: stages.map(({ name }) => name),
    logits: (image) => logitsFrom(image, 0),
    logitsFrom: (layer, activations) =>
      logitsFrom(activations, stages.findIndex(({ name }) => name === layer) + 1),
    attribute(image, weights) {
      const values = [image, ...run(image, 0)];
      const found = new Map<string, LayerReference>();
      let g: Planes = { ...values[stages.length], data: Float64Array.from(weights) };
      let biases = 0;
      for (let i = stages.length; i >= 0; i--) {
        found.set(i === 0 ? IMAGE : stages[i - 1].name, { A: values[i], g, biases });
        if (i === 0) break;
        biases += stages[i - 1].biasTerm(g);
        g = stages[i - 1].backward(g, values[i - 1]);
      }
      return found;
    },
  };
}

function stageOf({ opType, inputs, outputs, attributes }: Node, { graph }: Model, file: Uint8Array): Stage {
  const [name] = outputs;
  const tensor = (index: number): Float64Array => floats(graph.initializers.get(inputs[index]), file);
  const attribute = (key: string): string => JSON.stringify(attributes.get(key)?.value);
  const expectAttribute = (key: string, value: string): void => {
    if (attribute(key) !== value)
      throw new Error(`${opType} ${name} has ${key} ${attribute(key)}, not ${value}`);
  };
  switch (opType) {
    case 'Conv':
      expectAttribute('pads', '[1,1,1,1]');
      return convolution(name, tensor(1), tensor(2));
    case 'Relu':
      return rectifier(name);
    case 'MaxPool':
      expectAttribute('kernel_shape', '[2,2]');
      expectAttribute('strides', '[2,2]');
      return maxPool(name);
    case 'Flatten':
      return flatten(name);
    case 'Gemm':
      expectAttribute('transB', '1');
      return dense(name, tensor(1), tensor(2));
    default:
      throw new Error(`no reference for ${opType}`);
  }
}

function floats(tensor: Tensor | undefined, file: Uint8Array): Float64Array {
  const bytes = tensor?.link
    ? file.slice(tensor.link.offset, tensor.link.offset + tensor.link.length)
    : tensor?.data;
  if (!bytes) throw new Error(`no values of ${tensor?.name}`);
  return Float64Array.from(new Float32Array(bytes.slice().buffer));
}

const zeros = (channels: number, height: number, width: number): Planes => ({
  data: new Float64Array(channels * height * width),
  channels,
  height,
  width,
});

/** 3 x 3, stride 1, one cell of zeros around; weights [out][in][3][3]. */
function convolution(name: string, weights: Float64Array, bias: Float64Array): Stage {
  /** Calls `use` with every weight and every row of cells that it joins. */
  const rows = (
    { channels, height, width }: Planes,
    use: (weight: number, from: number, to: number, length: number) => void,
  ): void => {
    for (let w = 0; w < weights.length; w++) {
      const [dy, dx] = [(Math.floor(w / 3) % 3) - 1, (w % 3) - 1];
      const into = Math.floor(w / 9) % channels;
      const out = Math.floor(w / 9 / channels);
      const [left, right] = [Math.max(0, -dx), Math.min(width, width - dx)];
      for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
        const from = (into * height + y + dy) * width + left + dx;
        use(weights[w], from, (out * height + y) * width + left, right - left);
      }
    }
  };
  return {
    name,
    forward(x) {
      const y = zeros(bias.length, x.height, x.width);
      y.data.forEach((_, i) => (y.data[i] = bias[Math.floor(i / (x.height * x.width))]));
      rows(x, (weight, from, to, length) => {
        for (let i = 0; i < length; i++) y.data[to + i] += weight * x.data[from + i];
      });
      return y;
    },
    backward(gy, x) {
      const gx = zeros(x.channels, x.height, x.width);
      rows(x, (weight, from, to, length) => {
        for (let i = 0; i < length; i++) gx.data[from + i] += weight * gy.data[to + i];
      });
      return gx;
    },
    biasTerm: ({ data, height, width }) =>
      data.reduce((total, g, i) => total + g * bias[Math.floor(i / (height * width))], 0),
  };
}

function rectifier(name: string): Stage {
  return {
    name,
    forward: (x) => ({ ...x, data: x.data.map((value) => Math.max(0, value)) }),
    backward: (gy, x) => ({ ...x, data: gy.data.map((g, i) => (x.data[i] > 0 ? g : 0)) }),
    biasTerm: () => 0,
  };
}

/** 2 x 2, stride 2; the gradient goes to the first maximum. */
function maxPool(name: string): Stage {
  const visit = (x: Planes, use: (to: number, highest: number) => void): void => {
    const [height, width] = [x.height >> 1, x.width >> 1];
    for (let to = 0; to < x.channels * height * width; to++) {
      const corner = 2 * (to % width) + 2 * x.width * (Math.floor(to / width) % height);
      const first = Math.floor(to / (height * width)) * x.height * x.width + corner;
      const cells = [first, first + 1, first + x.width, first + x.width + 1];
      use(
        to,
        cells.reduce((best, cell) => (x.data[cell] > x.data[best] ? cell : best)),
      );
    }
  };
  return {
    name,
    forward(x) {
      const y = zeros(x.channels, x.height >> 1, x.width >> 1);
      visit(x, (to, highest) => (y.data[to] = x.data[highest]));
      return y;
    },
    backward(gy, x) {
      const gx = zeros(x.channels, x.height, x.width);
      visit(x, (to, highest) => (gx.data[highest] += gy.data[to]));
      return gx;
    },
    biasTerm: () => 0,
  };
}

function flatten(name: string): Stage {
  return {
    name,
    forward: ({ data }) => ({ data, channels: data.length, height: 1, width: 1 }),
    backward: ({ data }, x) => ({ ...x, data }),
    biasTerm: () => 0,
  };
}

/** Weights [out][in]. */
function dense(name: string, weights: Float64Array, bias: Float64Array): Stage {
  return {
    name,
    forward(x) {
      const size = x.data.length;
      const data = bias.map((b, row) =>
        x.data.reduce((sum, value, i) => sum + weights[row * size + i] * value, b),
      );
      return { data, channels: data.length, height: 1, width: 1 };
    },
    backward(gy, x) {
      const size = x.data.length;
      return {
        ...x,
        data: x.data.map((_, i) => gy.data.reduce((sum, g, row) => sum + weights[row * size + i] * g, 0)),
      };
    },
    biasTerm: ({ data }) => data.reduce((sum, g, row) => sum + g * bias[row], 0),
  };
}

/** As the reference of the methods has it. */
export function tensorOf({ data, channels, height, width }: Planes): number[][][] {
  return Array.from({ length: channels }, (_, k) =>
    Array.from({ length: height }, (__, i) => [
      ...data.subarray((k * height + i) * width, (k * height + i + 1) * width),
    ]),
  );
}
