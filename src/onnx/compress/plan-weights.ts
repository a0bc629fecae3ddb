import { sizeOf } from '../graph/shape.js';
import { DataType, type Model, type Tensor, type TensorLink } from '../graph/model.js';
import type { EncodingName } from './encodings.js';

/** What `saliency compress --weights` takes. */
export const WEIGHT_FORMATS = ['int4', 'int8', 'fp16'] as const;
export type WeightFormat = (typeof WEIGHT_FORMATS)[number];

type Role = 'fully-connected' | 'convolution' | 'other';

/** Which encoding a tensor gets; absent: it stays as it is. */
const ENCODINGS: Readonly<Record<WeightFormat, Partial<Record<Role, EncodingName>>>> = {
  int4: { 'fully-connected': 'int4', convolution: 'int8' },
  int8: { 'fully-connected': 'int8', convolution: 'int8' },
  fp16: { 'fully-connected': 'fp16', convolution: 'fp16', other: 'fp16' },
};

const ROLES: Readonly<Record<string, Role>> = {
  Gemm: 'fully-connected',
  MatMul: 'fully-connected',
  Conv: 'convolution',
  ConvTranspose: 'convolution',
};

/** A convolution of so many weights is a fully connected layer by another name (VGG's largest has 2.4 million). */
const LARGE = 2 ** 23;
/** Values that share a scale: a row, unless it is longer. */
const MAX_ROW = 2 ** 16;
const INT4_BLOCK = 32;

/** A run of weights in the file, and how it is written. */
export interface PlannedRun {
  readonly name: string;
  readonly link: TensorLink;
  readonly encoding: EncodingName;
  /** Values that share a scale. */
  readonly unit: number;
}

function rolesByTensor({ graph }: Model): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const { opType, inputs } of graph.nodes) {
    const role = ROLES[opType];
    if (role) inputs.slice(0, 2).forEach((name) => roles.set(name, role));
  }
  return roles;
}

function unitOf(encoding: EncodingName, { dims }: Tensor): number {
  if (encoding === 'int4') return INT4_BLOCK;
  const row = sizeOf(dims.slice(1));
  return Math.min(row, MAX_ROW);
}

/**
 * The float32 matrices and kernels whose bytes lie in the file `location`, in the order of the file. Vectors (biases,
 * normalisation) stay exact: they are few, and matter much.
 */
export function planWeights(model: Model, location: string, weights: WeightFormat): readonly PlannedRun[] {
  const roles = rolesByTensor(model);
  const runs: PlannedRun[] = [];
  for (const tensor of model.graph.initializers.values()) {
    const { name, link, dims, dataType } = tensor;
    const elements = sizeOf(dims);
    if (!link || link.location !== location || dataType !== DataType.FLOAT || dims.length < 2) continue;
    if (link.length !== elements * 4) continue;
    const role = roles.get(name) ?? 'other';
    const encoding =
      ENCODINGS[weights][role === 'convolution' && elements > LARGE ? 'fully-connected' : role];
    if (encoding) runs.push({ name, link, encoding, unit: unitOf(encoding, tensor) });
  }
  return runs.sort((a, b) => a.link.offset - b.link.offset);
}
