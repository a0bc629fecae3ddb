import { generate, range, read, sum, type NdArray } from './nd-array.js';
import { input, number, text, type Call, type ReferenceOperator } from './operator.js';

type Vector = readonly number[];

/** One direction of one sequence: what the formulas of RNN-14, GRU-14 and LSTM-14 call X, W, R, Wb, Rb, P. */
interface Cell {
  readonly call: Call;
  readonly size: number;
  /** (X W^T)_j and (H R^T)_j of row j, without biases. */
  fromInput(x: Vector, row: number): number;
  fromState(h: Vector, row: number): number;
  inputBias(row: number): number;
  recurrentBias(row: number): number;
  peephole(row: number): number;
}

interface State {
  readonly h: Vector;
  readonly c: Vector;
}

type Step = (cell: Cell, x: Vector, state: State) => State;

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Of the inputs of gates, not of the cell that leaves an LSTM: as ONNX Runtime reads the description. */
function clip(call: Call, v: number): number {
  const bound = number(call, 'clip', Infinity);
  return Math.min(bound, Math.max(-bound, v));
}

function cellOf(call: Call, direction: number, gates: number): Cell {
  const [w, r] = [input(call, 1), input(call, 2)];
  const size = r.shape[2];
  const [, , , bias] = call.inputs;
  const peepholes = call.inputs[7];
  const dot = (matrix: NdArray, row: number, v: Vector): number =>
    sum(v.map((value, k) => value * read(matrix, [direction, row, k])));
  return {
    call,
    size,
    fromInput: (x, row) => dot(w, row, x),
    fromState: (h, row) => dot(r, row, h),
    inputBias: (row) => (bias ? read(bias, [direction, row]) : 0),
    recurrentBias: (row) => (bias ? read(bias, [direction, gates * size + row]) : 0),
    peephole: (row) => (peepholes ? read(peepholes, [direction, row]) : 0),
  };
}

/** Row j of X W^T + H R^T + Wb + Rb. */
function row(cell: Cell, x: Vector, h: Vector, j: number): number {
  return cell.fromInput(x, j) + cell.fromState(h, j) + cell.inputBias(j) + cell.recurrentBias(j);
}

const rnn: Step = (cell, x, { h, c }) => ({
  h: range(cell.size).map((j) => Math.tanh(clip(cell.call, row(cell, x, h, j)))),
  c,
});

const gru: Step = (cell, x, { h, c }) => {
  const { call, size } = cell;
  const z = range(size).map((j) => sigmoid(clip(call, row(cell, x, h, j))));
  const r = range(size).map((j) => sigmoid(clip(call, row(cell, x, h, size + j))));
  const gated = h.map((v, j) => r[j] * v);
  const candidate = (j: number): number => {
    const at = 2 * size + j;
    if (number(call, 'linear_before_reset', 0) === 0) return row(cell, x, gated, at);
    const state = cell.fromState(h, at) + cell.recurrentBias(at);
    return cell.fromInput(x, at) + r[j] * state + cell.inputBias(at);
  };
  const next = range(size).map((j) => (1 - z[j]) * Math.tanh(clip(call, candidate(j))) + z[j] * h[j]);
  return { h: next, c };
};

const lstm: Step = (cell, x, { h, c }) => {
  const { call, size } = cell;
  const states = range(size).map((j) => {
    const gate = (block: number, seen: number): number => {
      const peephole = cell.peephole(block * size + j) * seen;
      return sigmoid(clip(call, row(cell, x, h, block * size + j) + peephole));
    };
    const i = gate(0, c[j]);
    const f = number(call, 'input_forget', 0) === 0 ? gate(2, c[j]) : 1 - i;
    const next = f * c[j] + i * Math.tanh(clip(call, row(cell, x, h, 3 * size + j)));
    return [gate(1, next) * Math.tanh(next), next];
  });
  return { h: states.map(([value]) => value), c: states.map(([, value]) => value) };
};

/** Runs every direction over every sequence of the batch, and lays the states out as the operator does. */
function recurrent(step: Step, gates: number, hasCell: boolean): ReferenceOperator {
  return (call) => {
    const x = input(call, 0);
    const layout = number(call, 'layout', 0);
    const [steps, batch] = layout === 0 ? x.shape : [x.shape[1], x.shape[0]];
    const [directions, , size] = input(call, 2).shape;
    const direction = text(call, 'direction', 'forward');
    const place = (d: number, n: number): number[] => (layout === 0 ? [d, n] : [n, d]);
    const initial = (index: number, d: number, n: number): Vector => {
      const state = call.inputs[index];
      return range(size).map((j) => (state ? read(state, [...place(d, n), j]) : 0));
    };
    const runs = range(directions).map((d) =>
      range(batch).map((n) => {
        const isBackward = direction === 'reverse' || d === 1;
        const cell = cellOf(call, d, gates);
        const states: State[] = [];
        let state: State = { h: initial(5, d, n), c: initial(6, d, n) };
        for (const turn of range(steps)) {
          const t = isBackward ? steps - 1 - turn : turn;
          const at = layout === 0 ? [t, n] : [n, t];
          state = step(
            cell,
            range(x.shape[2]).map((k) => read(x, [...at, k])),
            state,
          );
          states[t] = state;
        }
        return { states, last: state };
      }),
    );
    const lead = place(directions, batch);
    const last = (of: keyof State): NdArray =>
      generate([...lead, size], ([a, b, j]) => {
        const [d, n] = place(a, b);
        return runs[d][n].last[of][j];
      });
    const all =
      layout === 0
        ? generate([steps, directions, batch, size], ([t, d, n, j]) => runs[d][n].states[t].h[j])
        : generate([batch, steps, directions, size], ([n, t, d, j]) => runs[d][n].states[t].h[j]);
    return [all, last('h'), ...(hasCell ? [last('c')] : [])];
  };
}

export const recurrence: Readonly<Record<string, ReferenceOperator>> = {
  RNN: recurrent(rnn, 1, false),
  GRU: recurrent(gru, 3, false),
  LSTM: recurrent(lstm, 4, true),
};
