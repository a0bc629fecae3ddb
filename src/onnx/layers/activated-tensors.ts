import type { Graph, Node } from '../graph/model.js';

/** Functions of each value by itself that are not linear. */
const ACTIVATIONS: ReadonlySet<string> = new Set([
  ...[
    'Relu',
    'LeakyRelu',
    'PRelu',
    'Elu',
    'Selu',
    'Celu',
    'ThresholdedRelu',
    'Clip',
    'Sigmoid',
    'HardSigmoid',
  ],
  ...[
    'HardSwish',
    'Swish',
    'Gelu',
    'FastGelu',
    'QuickGelu',
    'BiasGelu',
    'Mish',
    'Softplus',
    'Softsign',
    'Tanh',
    'Erf',
  ],
]);
/** What leaves activated values as they are, or scales or gathers them. */
const KEEPING: ReadonlySet<string> = new Set([
  ...[
    'Add',
    'Sub',
    'Div',
    'Sum',
    'Max',
    'Concat',
    'Identity',
    'Dropout',
    'Cast',
    'Transpose',
    'Reshape',
    'Slice',
  ],
  ...['Split', 'Pad', 'MaxPool', 'AveragePool'],
]);

/**
 * Tensors that stand behind an activation: their values say how much there is of something. What a projection leaves without
 * one (a linear bottleneck) has any sign, and means nothing by itself. A product with an activated factor is activated:
 * so x sigmoid(x) is, written out, and a map behind its gate.
 */
export function activatedTensors({ nodes, initializers }: Graph): ReadonlySet<string> {
  const activated = new Set<string>();
  const isConstant = new Set<string>(initializers.keys());
  for (const node of nodes) {
    const read = node.inputs.filter((name) => name !== '' && !isConstant.has(name));
    if (read.length === 0) node.outputs.forEach((name) => isConstant.add(name));
    else if (isActivated(node, read, activated)) node.outputs.forEach((name) => activated.add(name));
  }
  return activated;
}

function isActivated({ opType }: Node, read: readonly string[], activated: ReadonlySet<string>): boolean {
  if (ACTIVATIONS.has(opType)) return true;
  if (opType === 'Mul') return read.some((name) => activated.has(name));
  return KEEPING.has(opType) && read.every((name) => activated.has(name));
}
