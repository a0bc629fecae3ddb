import { readConstant } from '../../onnx/graph/constant.js';
import { DataType, type Graph, type Node, type Tensor } from '../../onnx/graph/model.js';
import { isWhole } from '../../onnx/prepare/whole-types.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';

/** One arithmetic step that a model itself takes on its image, before anything is learned from it. */
export interface ArithmeticStep {
  readonly opType: string;
  readonly values: readonly number[];
}

/** What of a model's file hints at how it wants its images. */
export interface ModelFacts {
  /** The image input, and its static shape. */
  readonly image: string;
  readonly imageShape: readonly number[];
  /** The output with the class scores. */
  readonly output: string;
  readonly classes: number;
  readonly producer?: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** The last part of its path or URL, where that is known. */
  readonly fileName?: string;
  readonly steps: readonly ArithmeticStep[];
  /** The file takes the image as bytes, or as other whole numbers. */
  readonly takesWholeNumbers: boolean;
}

const ARITHMETIC: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div']);
const REARRANGING: ReadonlySet<string> = new Set([
  'Cast',
  'Identity',
  'Transpose',
  'Reshape',
  'Pad',
  'Resize',
]);
/** One value, or one a channel. */
const MAX_VALUES = 4;

function constantOperand(graph: Graph, node: Node, tensor: string): readonly number[] | undefined {
  const other = node.inputs.find((name) => name !== tensor);
  const found: Tensor | undefined = other === undefined ? undefined : graph.initializers.get(other);
  const values = found && readConstant(found)?.values;
  return values && values.length <= MAX_VALUES ? values : undefined;
}

/** Follows the image while it has one consumer that only computes with constants. */
function stepsFrom(graph: Graph, image: string): readonly ArithmeticStep[] {
  const steps: ArithmeticStep[] = [];
  for (let tensor = image; ;) {
    const consumers = graph.nodes.filter(({ inputs }) => inputs.includes(tensor));
    const [node] = consumers;
    if (consumers.length !== 1) return steps;
    if (ARITHMETIC.has(node.opType)) {
      const values = constantOperand(graph, node, tensor);
      if (!values) return steps;
      steps.push({ opType: node.opType, values });
    } else if (!REARRANGING.has(node.opType)) return steps;
    tensor = node.outputs[0];
  }
}

export interface FactsRequest {
  readonly image: string;
  readonly output: string;
  readonly classes: number;
  readonly fileName?: string;
}

export function modelFacts({ model, types }: PreparedModel, request: FactsRequest): ModelFacts {
  const { producer, metadata, graph } = model;
  const imageShape = types.get(request.image)?.shape ?? [];
  const { image } = request;
  return {
    ...request,
    imageShape,
    producer,
    metadata,
    steps: stepsFrom(graph, image),
    takesWholeNumbers: isWhole(graph.inputs.find(({ name }) => name === image)?.fileType ?? DataType.FLOAT),
  };
}
