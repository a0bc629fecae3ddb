import { SaliencyError } from '../../errors.js';
import type { Node } from '../../onnx/graph/model.js';

/** An operator that cannot be differentiated. */
export interface UnsupportedNode {
  readonly opType: string;
  readonly domain: string;
  readonly opset: number;
  readonly node: string;
  /** The input without a rule, where the operator has one for others. */
  readonly input?: number;
}

export function factsOf(node: Node, opsets: ReadonlyMap<string, number>): UnsupportedNode {
  const { opType, domain, name, outputs } = node;
  return { opType, domain, opset: opsets.get(domain) ?? 1, node: name || outputs[0] };
}

/** One error that names every operator, its opset and its node; `where` they are, as a phrase. */
export function unsupportedOperators(unsupported: readonly UnsupportedNode[], where: string): SaliencyError {
  const list = unsupported.map(describe).join('; ');
  return new SaliencyError(
    'model-unsupported',
    `No gradient rule for ${unsupported.length} operator(s) ${where}: ${list}. ${adviceFor(unsupported)}`,
    { details: { unsupported } },
  );
}

/** What helps against quantised activations, as an order: no other layer does, nor does static quantisation. */
export const USE_FLOATS =
  'use the floating-point model that it was made from (quantised weights alone are no obstacle; "saliency compress" makes ' +
  'its download as small)';

/** QLinearConv, ConvInteger, MatMulInteger, QuantizeLinear, ...: the slope of rounding is 0. */
export function isQuantising(opType: string): boolean {
  return /^Q|Integer|Quant/.test(opType);
}

const RECURRENT: ReadonlySet<string> = new Set(['RNN', 'GRU', 'LSTM']);

function adviceFor(unsupported: readonly UnsupportedNode[]): string {
  if (unsupported.some(({ opType }) => isQuantising(opType))) {
    return `The model is quantised: ${USE_FLOATS}.`;
  }
  if (unsupported.some(({ domain }) => domain === 'com.microsoft.nchwc')) {
    return 'ONNX Runtime optimised the file for one processor: use the model that it was made from.';
  }
  if (unsupported.some(({ opType, domain }) => domain === '' && RECURRENT.has(opType))) {
    return 'Export recurrent layers with their default activations and without sequence lengths, or choose a later layer.';
  }
  return 'Choose a later layer, or export the model with other operators.';
}

function describe({ opType, domain, opset, node, input }: UnsupportedNode): string {
  const operator = domain === '' ? opType : `${domain}.${opType}`;
  const argument = input === undefined ? '' : ` by its input ${input}`;
  return `${operator}${argument} (opset ${opset}, node "${node}")`;
}
