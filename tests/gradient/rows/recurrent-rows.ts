import { float } from '../../fixtures/build-model.js';
import { w, x, type Row, type RowInput } from './row.js';

const [STEPS, BATCH, WIDTH, SIZE] = [3, 2, 3, 2];
const GATES: Readonly<Record<string, number>> = { RNN: 1, GRU: 3, LSTM: 4 };

interface Variant {
  readonly op: string;
  readonly opsets?: readonly number[];
  readonly attributes?: Row['attributes'];
  readonly steps?: number;
  /** Without B, or without initial states. */
  readonly lacks?: 'bias' | 'states';
  readonly peepholes?: true;
  readonly scored?: readonly number[];
}

/** X, W, R, B, sequence_lens, initial_h, and for an LSTM initial_c and P, in the layout of the attributes. */
function inputsOf({ op, attributes, steps = STEPS, lacks, peepholes }: Variant): (RowInput | undefined)[] {
  const directions = attributes?.direction === 'bidirectional' ? 2 : 1;
  const batchFirst = attributes?.layout === 1;
  const rows = GATES[op] * SIZE;
  const state = batchFirst ? [BATCH, directions, SIZE] : [directions, BATCH, SIZE];
  const sequence = x(batchFirst ? [BATCH, steps, WIDTH] : [steps, BATCH, WIDTH], -1.5, 1.5);
  return [
    sequence,
    w([directions, rows, WIDTH]),
    x([directions, rows, SIZE], -1.2, 1.3),
    lacks === 'bias' ? undefined : w([directions, 2 * rows], -0.6, 0.7),
    undefined,
    ...(lacks === 'states' ? [undefined] : [w(state, -0.9, 0.8)]),
    ...(op !== 'LSTM' ? [] : [lacks === 'states' ? undefined : x(state, -0.8, 1.1)]),
    ...(peepholes ? [x([directions, 3 * SIZE], -0.7, 0.9)] : []),
  ];
}

function row(variant: Variant): Row {
  const inputs = inputsOf(variant);
  return {
    op: variant.op,
    opsets: variant.opsets ?? [17],
    attributes: { hidden_size: SIZE, ...variant.attributes },
    inputs,
    wrt: inputs.flatMap((input, i) => (input ? [i] : [])),
    scored: variant.scored,
  };
}

const common = Object.keys(GATES).flatMap((op): Variant[] => [
  { op, opsets: [7, 12, 21] },
  { op, opsets: [7, 17], attributes: { direction: 'reverse' } },
  { op, opsets: [7, 17], attributes: { direction: 'bidirectional' } },
  { op, attributes: { direction: 'bidirectional' }, lacks: 'bias' },
  { op, attributes: { direction: 'bidirectional' }, lacks: 'states' },
  { op, attributes: { layout: 1 } },
  { op, attributes: { layout: 1, direction: 'reverse' } },
  { op, attributes: { layout: 1, direction: 'bidirectional' } },
  { op, steps: 1, attributes: { direction: 'bidirectional' } },
  { op, steps: 9 },
  { op, scored: [0] },
  { op, scored: [1], attributes: { direction: 'bidirectional' } },
  { op, opsets: [9, 17], attributes: { clip: float(0.7) } },
]);

export const recurrentRows: readonly Row[] = [
  ...common,
  ...['forward', 'bidirectional'].flatMap((direction): Variant[] => [
    { op: 'GRU', attributes: { direction, linear_before_reset: 1 } },
    { op: 'GRU', attributes: { direction, linear_before_reset: 1 }, lacks: 'bias' },
    { op: 'LSTM', attributes: { direction }, peepholes: true },
    { op: 'LSTM', attributes: { direction, input_forget: 1 } },
  ]),
  { op: 'GRU', attributes: { linear_before_reset: 1, clip: float(0.7) } },
  { op: 'GRU', attributes: { linear_before_reset: 1, layout: 1 }, lacks: 'states' } as const,
  { op: 'LSTM', attributes: { input_forget: 1, clip: float(0.7) }, peepholes: true } as const,
  { op: 'LSTM', attributes: { layout: 1 }, peepholes: true, lacks: 'states' } as const,
  { op: 'LSTM', scored: [2] } as const,
].map(row);
