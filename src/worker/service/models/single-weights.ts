import { throwIfAborted } from '../../../errors.js';
import type { Attribute, Model, Node, Tensor, TensorLink } from '../../../onnx/graph/model.js';
import { DataType } from '../../../onnx/graph/model.js';
import { toFloat32 } from '../../../onnx/graph/to-float32.js';
import { isOtherFloat, singleTensor } from '../../../onnx/prepare/single-precision.js';
import { pause, type Work } from '../jobs/job.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { blobSource } from './blob-source.js';

/** The name under which the links know the weights that were converted. */
const CONVERTED_FILE = 'saliency-weights.float32';
/** Converted at once; a multiple of every element's size. */
const PIECE = 2 ** 24;

export interface SingleWeights {
  readonly model: Model;
  readonly weights: WeightFiles;
}

/**
 * Weights in half, double or brain precision as float32, in a file beside the model's. See the quirk `otherFloats`; the
 * runtime reads a file by and by, whereas a Cast holds both forms in its heap.
 */
export async function singleWeights(model: Model, files: WeightFiles, work: Work): Promise<SingleWeights> {
  const converter = new Converter(files, work);
  const { graph } = model;
  const initializers = new Map<string, Tensor>();
  for (const [name, tensor] of graph.initializers) initializers.set(name, await converter.convert(tensor));
  const nodes: Node[] = [];
  for (const node of graph.nodes) nodes.push(await withAttributes(node, converter));
  const { converted } = converter;
  if (!converted) return { model, weights: files };
  return {
    model: { ...model, graph: { ...graph, initializers, nodes } },
    weights: new Map([...files, [CONVERTED_FILE, converted]]),
  };
}

/** Large values of Constant nodes are links, too. */
async function withAttributes(node: Node, converter: Converter): Promise<Node> {
  const value = node.attributes.get('value');
  if (value?.type !== 'tensor' || !value.value.link) return node;
  const attribute: Attribute = { ...value, value: await converter.convert(value.value) };
  return { ...node, attributes: new Map(node.attributes).set('value', attribute) };
}

class Converter {
  readonly #files: WeightFiles;
  readonly #work: Work;
  readonly #parts: BlobPart[] = [];
  #size = 0;

  constructor(files: WeightFiles, work: Work) {
    this.#files = files;
    this.#work = work;
  }

  get converted(): Blob | undefined {
    return this.#parts.length > 0 ? new Blob(this.#parts) : undefined;
  }

  async convert(tensor: Tensor): Promise<Tensor> {
    const { dataType, link } = tensor;
    const file = link && this.#files.get(link.location);
    if (!isOtherFloat(dataType) || !link || !file) return singleTensor(tensor);
    const offset = this.#size;
    const source = blobSource(file);
    for (let at = 0; at < link.length; at += PIECE) {
      const bytes = await source.read(link.offset + at, Math.min(PIECE, link.length - at));
      this.#add(toFloat32(dataType, bytes));
      await pause(this.#work);
      throwIfAborted(this.#work.signal);
    }
    const to: TensorLink = { location: CONVERTED_FILE, offset, length: this.#size - offset };
    return { ...tensor, dataType: DataType.FLOAT, link: to };
  }

  /** As a Blob of its own, which a browser may move to the disk. */
  #add(values: Float32Array<ArrayBuffer>): void {
    this.#parts.push(new Blob([values]));
    this.#size += values.byteLength;
  }
}
