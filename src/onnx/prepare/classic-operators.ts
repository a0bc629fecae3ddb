import { floatsAttribute, intsAttribute, stringOf } from '../graph/attributes.js';
import { toTensor } from '../graph/constant.js';
import { FreshNames } from '../graph/fresh-names.js';
import { DataType, type Attribute, type Graph, type Node, type Tensor } from '../graph/model.js';
import { ML_DOMAIN, originOf, producersIn } from './score-outputs.js';

/** What a classic operator amounts to. */
interface Plain {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Tensor[];
}

type Rule = (node: Node, fresh: FreshNames) => Plain | undefined;

/** What is made of the logits; the others (probit, softmax but for zeros) nobody exports. */
const TRANSFORMS: Readonly<Record<string, string>> = {
  NONE: 'Identity',
  LOGISTIC: 'Sigmoid',
  SOFTMAX: 'Softmax',
};

const RULES: Readonly<Record<string, Rule>> = {
  /** scores = post_transform(x coefficients^T + intercepts), one row of coefficients a class. */
  LinearClassifier: (node, fresh) => {
    const coefficients = floatsAttribute(node, 'coefficients') ?? [];
    const intercepts = floatsAttribute(node, 'intercepts') ?? [];
    const transform = TRANSFORMS[stringOf(node, 'post_transform', 'NONE')];
    const [, scores = ''] = node.outputs;
    // With one row for two classes the runtime has rules of its own
    const classes = classCount(node);
    if (!transform || scores === '' || classes < 2) return undefined;
    if (intercepts.length !== classes || coefficients.length % classes !== 0) return undefined;
    const weights = constant(
      fresh.tensor(`${scores}/coefficients`),
      [classes, coefficients.length / classes],
      coefficients,
    );
    const bias = constant(fresh.tensor(`${scores}/intercepts`), [classes], intercepts);
    const logits = fresh.tensor(`${scores}/logits`);
    return {
      initializers: [weights, bias],
      nodes: [
        plain(UNNAMED, 'Gemm', [node.inputs[0], weights.name, bias.name], [logits], { transB: int(1) }),
        plain(node, transform, [logits], [scores], transform === 'Softmax' ? { axis: int(1) } : {}),
      ],
    };
  },
  /** x / sum(|x|), x / sqrt(sum(x^2)) */
  Normalizer: (node, fresh) => {
    const norm = stringOf(node, 'norm', 'MAX');
    const [[x], [y]] = [node.inputs, node.outputs];
    if (norm === 'L2')
      return {
        initializers: [],
        nodes: [plain(node, 'LpNormalization', [x], [y], { axis: int(1), p: int(2) })],
      };
    if (norm !== 'L1') return undefined;
    const sum = fresh.tensor(`${y}/sum`);
    const axes: Attribute = { type: 'ints', value: [1] };
    return {
      initializers: [],
      nodes: [
        plain(UNNAMED, 'ReduceL1', [x], [sum], { axes, keepdims: int(1) }),
        plain(node, 'Div', [x, sum], [y], {}),
      ],
    };
  },
};

/**
 * The graph with plain operators for the classic ones behind a network's features that are a matrix and a sum: logistic
 * regression, as scikit-learn's exporter writes it. The name of the best class is then no output any more.
 */
export function withPlainClassifiers(graph: Graph): Graph {
  const isClassic = ({ domain, opType }: Node): boolean =>
    domain === ML_DOMAIN && Object.hasOwn(RULES, opType);
  if (!graph.nodes.some(isClassic)) return graph;
  const producers = producersIn(graph);
  const isName = (output: string): boolean => {
    const origin = originOf(producers, output);
    return origin?.opType === 'LinearClassifier' && isClassic(origin) && leadsToNames(graph, origin, output);
  };
  const outputs = graph.outputs.filter(({ name }) => !isName(name));
  if (outputs.length === 0) return graph;
  const fresh = new FreshNames(graph);
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.flatMap((node) => {
    const made = isClassic(node) ? RULES[node.opType](node, fresh) : undefined;
    for (const tensor of made?.initializers ?? []) initializers.set(tensor.name, tensor);
    return made?.nodes ?? [node];
  });
  return { ...graph, nodes, initializers, outputs };
}

/** Whether an output passes on the first output of a classifier, rather than the scores. */
function leadsToNames(graph: Graph, classifier: Node, output: string): boolean {
  const [names] = classifier.outputs;
  if (output === names) return true;
  const maker = graph.nodes.find(({ outputs }) => outputs.includes(output));
  return maker !== undefined && maker !== classifier && leadsToNames(graph, classifier, maker.inputs[0]);
}

function classCount(node: Node): number {
  const strings = node.attributes.get('classlabels_strings');
  const labels = strings?.type === 'strings' ? strings.value : intsAttribute(node, 'classlabels_ints');
  return labels?.length ?? 0;
}

/** Names of nodes are given once. */
const UNNAMED: Pick<Node, 'name'> = { name: '' };

const int = (value: number): Attribute => ({ type: 'int', value });

function constant(name: string, shape: readonly number[], values: readonly number[]): Tensor {
  return toTensor(name, { dataType: DataType.FLOAT, shape, values });
}

function plain(
  { name }: Pick<Node, 'name'>,
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Node {
  return { name, opType, domain: '', inputs, outputs, attributes: new Map(Object.entries(attributes)) };
}
