import { SaliencyError } from '../../errors.js';
import { MAX_RANK } from '../graph/data-type.js';
import type { Dimension, Graph, TensorType, ValueInfo } from '../graph/model.js';
import { guessColourAxis } from './guess-axes.js';

export interface BindOptions {
  /** Shapes of graph inputs by name; sizes that the file fixes must agree. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>;
  /** Size of a leading axis that the file leaves open; default 1. */
  readonly batch?: number;
  /** How those who are told of a guess give another shape, such as this one, as an order; default: by `inputShapes`. */
  readonly howToGive?: (input: string, shape: readonly number[]) => string;
}

const byInputShapes: NonNullable<BindOptions['howToGive']> = (input, shape) =>
  `give inputShapes: { ${JSON.stringify(input)}: [${shape.join(', ')}] }`;

export interface BoundInputs {
  readonly types: ReadonlyMap<string, TensorType>;
  /** Sizes that symbols such as `N` stand for. */
  readonly symbols: ReadonlyMap<string, number>;
  /** What to do where a guess was wrong, in sentences. */
  readonly advice: readonly string[];
  readonly notes: readonly string[];
}

/** ImageNet's image size, which most classifiers are trained on. */
const GUESSED_SIZE = 224;
const DEFAULT_CHANNELS = 3;

/** Gives every graph input a static shape. */
export function bindInputs(graph: Graph, options: BindOptions): BoundInputs {
  const { inputShapes = {}, batch = 1, howToGive = byInputShapes } = options;
  const unknown = Object.keys(inputShapes).find((name) => !graph.inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    const names = graph.inputs.map(({ name }) => `'${name}'`).join(', ');
    throw new SaliencyError('bad-option', `The model has no input '${unknown}'; its inputs are ${names}.`);
  }
  const types = new Map<string, TensorType>();
  const symbols = new Map<string, number>();
  const notes: string[] = [];
  const advice: string[] = [];
  for (const input of graph.inputs) {
    if (input.dataType === undefined || (!input.dims && !inputShapes[input.name])) continue;
    if (input.dims && input.dims.length > MAX_RANK) continue;
    const given = inputShapes[input.name];
    if (given) refuseMismatch(input, given, howToGive);
    const { shape, guessed } = bindShape(graph, input, given, batch, symbols);
    types.set(input.name, { dataType: input.dataType, shape });
    if (!guessed) continue;
    const order = howToGive(input.name, shape);
    const sizes = shape.join(', ');
    notes.push(
      `The file leaves the size of input '${input.name}' open: [${sizes}] is a guess; to change it, ${order}.`,
    );
    advice.push(
      `The file leaves the size of input '${input.name}' open, and [${sizes}] was a guess. If it is another, ${order}, with the right sizes.`,
    );
  }
  return { types, symbols, notes, advice };
}

function bindShape(
  graph: Graph,
  input: ValueInfo,
  given: readonly number[] | undefined,
  batch: number,
  symbols: Map<string, number>,
): { shape: readonly number[]; guessed: boolean } {
  let guessed = false;
  const dims = input.dims ?? given ?? [];
  const shape = dims.map((dim, axis) => {
    if (isFixed(dim)) return dim;
    const known = given?.[axis] ?? (typeof dim === 'string' ? symbols.get(dim) : undefined);
    const opened = known ?? (axis === 0 ? batch : guessSize(graph, input, dims, axis));
    if (known === undefined && axis > 0) guessed = true;
    if (typeof dim === 'string') symbols.set(dim, opened);
    return opened;
  });
  return { shape, guessed };
}

/** Old MXNet files write 0 for a size that is not known. */
function isFixed(dim: Dimension): dim is number {
  return typeof dim === 'number' && dim > 0;
}

function refuseMismatch(
  { name, dims = [] }: ValueInfo,
  given: readonly number[],
  howToGive: NonNullable<BindOptions['howToGive']>,
): void {
  const fits =
    dims.length === 0 ||
    (dims.length === given.length && dims.every((dim, axis) => !isFixed(dim) || dim === given[axis]));
  if (fits && given.every((size) => Number.isSafeInteger(size) && size > 0)) return;
  const right = dims.map((dim, axis) => (isFixed(dim) ? dim : (given[axis] ?? 1)));
  throw new SaliencyError(
    'bad-option',
    `Input '${name}' has the shape [${dims.map((dim) => dim ?? '?').join(', ')}], and [${given.join(', ')}] does not fit it: ${howToGive(name, right)}.`,
  );
}

const isColours = (dim: Dimension): boolean => dim === 1 || dim === DEFAULT_CHANNELS;

function guessSize(graph: Graph, input: ValueInfo, dims: readonly Dimension[], axis: number): number {
  if (dims.length === 3) return axis === 1 ? DEFAULT_CHANNELS : GUESSED_SIZE;
  if (dims.length !== 4 || isColours(dims[1]) || isColours(dims[3])) return GUESSED_SIZE;
  const colours = guessColourAxis(graph, input);
  return axis === colours.axis ? colours.channels : GUESSED_SIZE;
}
