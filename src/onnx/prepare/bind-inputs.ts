import { SaliencyError } from '../../errors.js';
import { intAttribute } from '../graph/attributes.js';
import { MAX_RANK } from '../graph/data-type.js';
import { DataType, type Dimension, type Graph, type TensorType, type ValueInfo } from '../graph/model.js';

export interface BindOptions {
  /** Shapes of graph inputs by name; sizes that the file fixes must agree. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>;
  /** Size of a leading axis that the file leaves open; default 1. */
  readonly batch?: number;
}

export interface BoundInputs {
  readonly types: ReadonlyMap<string, TensorType>;
  /** Sizes that symbols such as `N` stand for. */
  readonly symbols: ReadonlyMap<string, number>;
  readonly notes: readonly string[];
}

/** ImageNet's image size, which most classifiers are trained on. */
const GUESSED_SIZE = 224;

/** Gives every graph input a static shape. */
export function bindInputs(graph: Graph, { inputShapes = {}, batch = 1 }: BindOptions): BoundInputs {
  const unknown = Object.keys(inputShapes).find((name) => !graph.inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    const names = graph.inputs.map(({ name }) => `'${name}'`).join(', ');
    throw new SaliencyError('bad-option', `The model has no input '${unknown}'; its inputs are ${names}.`);
  }
  const types = new Map<string, TensorType>();
  const symbols = new Map<string, number>();
  const notes: string[] = [];
  for (const input of graph.inputs) {
    if (input.dataType === undefined || (!input.dims && !inputShapes[input.name])) continue;
    if (input.dims && input.dims.length > MAX_RANK) continue;
    const { shape, guessed } = bindShape(graph, input, inputShapes[input.name], batch, symbols);
    types.set(input.name, { dataType: input.dataType, shape });
    if (guessed) {
      notes.push(
        `The file leaves the size of input '${input.name}' open: [${shape.join(', ')}] is a guess; give inputShapes to change it.`,
      );
    }
  }
  return { types, symbols, notes };
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
  if (given) refuseMismatch(input, dims, given);
  const shape = dims.map((dim, axis) => {
    if (isFixed(dim)) return dim;
    const known = given?.[axis] ?? (typeof dim === 'string' ? symbols.get(dim) : undefined);
    const opened = known ?? (axis === 0 ? batch : guessSize(graph, input.name, dims, axis));
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

function refuseMismatch(input: ValueInfo, dims: readonly Dimension[], given: readonly number[]): void {
  const fits =
    dims.length === given.length && dims.every((dim, axis) => !isFixed(dim) || dim === given[axis]);
  if (fits && given.every((size) => Number.isSafeInteger(size) && size > 0)) return;
  throw new SaliencyError(
    'bad-option',
    `Input '${input.name}' has the shape [${dims.map((dim) => dim ?? '?').join(', ')}]; [${given.join(', ')}] does not fit it.`,
  );
}

function guessSize(graph: Graph, name: string, dims: readonly Dimension[], axis: number): number {
  const channelsLast = dims.length === 4 && (dims[3] === 3 || dims[3] === 1);
  if (dims.length !== 4) return axis === 1 && dims.length === 3 ? 3 : GUESSED_SIZE;
  return axis === 1 && !channelsLast ? channelsOf(graph, name) : GUESSED_SIZE;
}

/** What the first convolution of the input expects; else RGB. */
function channelsOf(graph: Graph, name: string): number {
  const conv = graph.nodes.find(({ opType, inputs }) => opType === 'Conv' && inputs[0] === name);
  const weights = conv && graph.initializers.get(conv.inputs[1]);
  if (!conv || weights?.dataType !== DataType.FLOAT) return 3;
  return (weights.dims[1] ?? 3) * (intAttribute(conv, 'group') ?? 1);
}
