import type { Tensor3 } from './cam-reference.js';

/**
 * A ReLU / max-pool / affine classifier on [channels][rows][columns] in plain numbers, with its gradients and
 * the term that its biases add to the score. With weights and pixels that are small multiples of powers of
 * two, every number in it is exact, in float64 and in float32.
 */
export interface Stage {
  forward(x: Tensor3): Tensor3;
  /** dS/dx from dS/dy, at the input of the last forward pass. */
  backward(gy: Tensor3): Tensor3;
  /** sum of bias * dS/dy; zero for stages without biases. */
  biasTerm(gy: Tensor3): number;
}

const shape = (t: Tensor3): [number, number, number] => [t.length, t[0].length, t[0][0].length];
const zeros = ([c, h, w]: readonly number[]): number[][][] =>
  Array.from({ length: c }, () => Array.from({ length: h }, () => Array<number>(w).fill(0)));

/** All tuples of indices below the given sizes. */
const indices = (...sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (tuples, size) => tuples.flatMap((tuple) => Array.from({ length: size }, (_, i) => [...tuple, i])),
    [[]],
  );

/** 3 x 3 convolution, stride 1, one cell of zeros around; weights [out][in][3][3]. */
export function convolution(weights: readonly Tensor3[], bias: readonly number[]): Stage {
  let [channels, height, width] = [0, 0, 0];
  // Every weight once, with the output cells that it reaches from inside the image.
  const visit = (
    use: (out: number, into: number, y: number, x: number, dy: number, dx: number) => void,
  ): void => {
    for (const [out, into, dy, dx] of indices(weights.length, channels, 3, 3)) {
      for (const [y, x] of indices(height, width)) {
        const inside = y + dy >= 1 && y + dy <= height && x + dx >= 1 && x + dx <= width;
        if (inside) use(out, into, y, x, dy, dx);
      }
    }
  };
  return {
    forward(input) {
      [channels, height, width] = shape(input);
      const output = zeros([weights.length, height, width]).map((plane, k) =>
        plane.map((row) => row.map(() => bias[k])),
      );
      visit((out, into, y, x, dy, dx) => {
        output[out][y][x] += weights[out][into][dy][dx] * input[into][y + dy - 1][x + dx - 1];
      });
      return output;
    },
    backward(gy) {
      const gx = zeros([channels, height, width]);
      visit((out, into, y, x, dy, dx) => {
        gx[into][y + dy - 1][x + dx - 1] += weights[out][into][dy][dx] * gy[out][y][x];
      });
      return gx;
    },
    biasTerm: (gy) =>
      gy.reduce((total, plane, k) => total + bias[k] * plane.flat().reduce((a, b) => a + b, 0), 0),
  };
}

export function rectifier(): Stage {
  let input: Tensor3 = [];
  return {
    forward(x) {
      input = x;
      return x.map((plane) => plane.map((row) => row.map((value) => Math.max(0, value))));
    },
    backward: (gy) =>
      gy.map((plane, k) => plane.map((row, i) => row.map((value, j) => (input[k][i][j] > 0 ? value : 0)))),
    biasTerm: () => 0,
  };
}

/** 2 x 2, stride 2; the gradient goes to the first maximum. */
export function maxPool(): Stage {
  let input: Tensor3 = [];
  const first = (k: number, i: number, j: number): [number, number] => {
    const cells: [number, number][] = [
      [2 * i, 2 * j],
      [2 * i, 2 * j + 1],
      [2 * i + 1, 2 * j],
      [2 * i + 1, 2 * j + 1],
    ];
    return cells.reduce((best, cell) =>
      input[k][cell[0]][cell[1]] > input[k][best[0]][best[1]] ? cell : best,
    );
  };
  return {
    forward(x) {
      input = x;
      const [c, h, w] = shape(x);
      return zeros([c, h / 2, w / 2]).map((plane, k) =>
        plane.map((row, i) =>
          row.map((_, j) => {
            const [y, x2] = first(k, i, j);
            return input[k][y][x2];
          }),
        ),
      );
    },
    backward(gy) {
      const gx = zeros(shape(input));
      gy.forEach((plane, k) =>
        plane.forEach((row, i) =>
          row.forEach((value, j) => {
            const [y, x] = first(k, i, j);
            gx[k][y][x] += value;
          }),
        ),
      );
      return gx;
    },
    biasTerm: () => 0,
  };
}

/** Flattens and multiplies: weights [out][in]; its output is [out][1][1]. */
export function dense(weights: readonly (readonly number[])[], bias: readonly number[]): Stage {
  let input: Tensor3 = [];
  return {
    forward(x) {
      input = x;
      const flat = x.flat(2);
      return weights.map((row, k) => [[row.reduce((total, weight, i) => total + weight * flat[i], bias[k])]]);
    },
    backward(gy) {
      const [c, h, w] = shape(input);
      const flat = input
        .flat(2)
        .map((_, i) => weights.reduce((total, row, k) => total + row[i] * gy[k][0][0], 0));
      return zeros([c, h, w]).map((plane, k) =>
        plane.map((row, i) => row.map((_, j) => flat[(k * h + i) * w + j])),
      );
    },
    biasTerm: (gy) => gy.reduce((total, plane, k) => total + bias[k] * plane[0][0], 0),
  };
}

export interface Attribution {
  readonly score: number;
  /** After stage i: its output, the score's gradient by it, and the biases' share of the stages after it. */
  readonly layers: readonly { readonly A: Tensor3; readonly g: Tensor3; readonly biases: number }[];
}

/** Runs the stages on an image and differentiates the logit of one class. */
export function attribute(stages: readonly Stage[], image: Tensor3, classIndex: number): Attribution {
  const outputs: Tensor3[] = [];
  for (const stage of stages) outputs.push(stage.forward(outputs.at(-1) ?? image));
  const logits = outputs.at(-1) ?? [];
  let g: Tensor3 = logits.map((_, k) => [[k === classIndex ? 1 : 0]]);
  let biases = 0;
  const layers: { A: Tensor3; g: Tensor3; biases: number }[] = [];
  for (let i = stages.length - 1; i >= 0; i--) {
    layers.unshift({ A: outputs[i], g, biases });
    biases += stages[i].biasTerm(g);
    g = stages[i].backward(g);
  }
  return { score: logits[classIndex][0][0], layers };
}
