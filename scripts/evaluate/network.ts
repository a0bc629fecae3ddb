import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { LayerTensors } from '../../src/cam/layer-tensors.js';
import { findScores, type Scores } from '../../src/gradient/export/find-scores.js';
import {
  activationName,
  exportGradient,
  gradientName,
  LOGITS,
  SCORE_WEIGHTS,
  TOP_SCORE_WEIGHT,
  type GradientExport,
} from '../../src/gradient/export/export-gradient.js';
import { exportScores, type ScoresExport } from '../../src/gradient/export/export-scores.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { TransportExpander } from '../../src/onnx/compress/transport-expander.js';
import { isTransport } from '../../src/onnx/compress/transport-format.js';
import { defaultLayer } from '../../src/onnx/layers/default-layer.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { prepareModel, type PreparedModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { spatialLayers } from '../../src/onnx/layers/spatial-layers.js';
import type { ModelCard } from '../../src/models/model-card.js';
import { inputShape } from '../../src/pixels/input-tensor.js';
import { guessCard } from '../../src/models/guess/guess-card.js';
import { modelFacts } from '../../src/models/guess/model-facts.js';

type Tensors = Readonly<Record<string, Tensor>>;

/** What the head says about one class. */
export interface HeadResult {
  readonly logits: Float32Array;
  /** A and dS/dA by layer. */
  readonly layers: ReadonlyMap<string, LayerTensors>;
}

/** A classifier file, read by the package's own code. */
export interface ModelFile {
  readonly bytes: Uint8Array;
  readonly location: string;
  /** As the file has it, before its shapes were bound. */
  readonly model: Model;
  readonly prepared: PreparedModel;
  readonly card: ModelCard;
  readonly defaultLayer: string;
}

export async function openModelFile(path: string, given: Partial<ModelCard>): Promise<ModelFile> {
  const bytes = expanded(new Uint8Array(await readFile(path)));
  const location = basename(path);
  const model = await parseModel(bytesOf(bytes), { location });
  const prepared = prepareModel(model);
  const layer = given.layer ?? defaultLayer(prepared).name;
  const scores = findScores(prepared, given.output?.name);
  const { image } = exportGradient(prepared, { layers: [layer], scores });
  const card = completedCard(given, prepared, image, scores);
  return { bytes, location, model, prepared, card, defaultLayer: layer };
}

function expanded(bytes: Uint8Array): Uint8Array {
  if (!isTransport(bytes)) return bytes;
  const expander = new TransportExpander();
  const whole = new Uint8Array(Buffer.concat([...expander.push(bytes)]));
  expander.end();
  return whole;
}

function completedCard(
  given: Partial<ModelCard>,
  prepared: PreparedModel,
  image: string,
  { output, classes, skippedActivation }: Scores,
): ModelCard {
  const guess = guessCard(modelFacts(prepared, { image, output, classes }));
  const labels = given.labels ?? guess.labels;
  if (!Array.isArray(labels)) throw new Error('The model does not name its classes; give --card.');
  const activation = skippedActivation === 'sigmoid' ? 'sigmoid' : 'softmax';
  return {
    name: 'model',
    ...given,
    input: given.input ?? guess.input,
    output: { name: output, activation: given.output?.activation ?? activation },
    labels: labels as readonly string[],
  };
}

/** Where a CNN's stages begin and end: the first ReLU and the last tensor of each of the last three sizes. */
export function stageLayers({ prepared }: ModelFile): readonly string[] {
  const layers = spatialLayers(prepared).filter(({ width, height }) => width * height > 1);
  const sizes = [...new Set(layers.map(({ width, height }) => width * height))].slice(-3);
  const chosen = sizes.flatMap((size) => {
    const stage = layers.filter(({ width, height }) => width * height === size);
    const first = stage.find(({ opType }) => opType === 'Relu');
    return [...(first ? [first.name] : []), stage[stage.length - 1].name];
  });
  return [...new Set(chosen)];
}

/** Trunk and head of a model at one or several layers, through ONNX Runtime on one thread. */
export class Network {
  readonly file: ModelFile;
  readonly #exported: GradientExport;
  readonly #plain: InferenceSession;
  readonly #trunk: InferenceSession | undefined;
  readonly #head: InferenceSession;

  private constructor(
    file: ModelFile,
    exported: GradientExport,
    plain: InferenceSession,
    head: InferenceSession,
    trunk?: InferenceSession,
  ) {
    this.file = file;
    this.#exported = exported;
    this.#plain = plain;
    this.#head = head;
    this.#trunk = trunk;
  }

  static async open(file: ModelFile, layers: readonly string[]): Promise<Network> {
    const exported = exportGradient(file.prepared, { layers });
    const { trunk, head } = exported;
    return new Network(
      file,
      exported,
      await createSession(file.prepared.model, file),
      await createSession(head, file),
      trunk && (await createSession(trunk, file)),
    );
  }

  /** Name of the model's input, which may be a layer too. */
  get image(): string {
    return this.#exported.image;
  }

  /** The scores before the activation, as the model gives them without any gradient. */
  async logits(input: Float32Array): Promise<Float32Array> {
    const outputs = await this.#plain.run(this.#image(input));
    return outputs[this.file.card.output.name].data as Float32Array;
  }

  async trunk(input: Float32Array): Promise<Tensors> {
    return this.#trunk ? this.#trunk.run(this.#image(input)) : this.#image(input);
  }

  async head(carried: Tensors, classIndex: number): Promise<HeadResult> {
    const { classes, logits, layers } = this.#exported;
    const weights = new Float32Array(classes);
    weights[classIndex] = 1;
    const outputs = await this.#head.run({
      ...Object.fromEntries(this.#exported.carried.map((name) => [name, carried[name]])),
      [SCORE_WEIGHTS]: new Tensor('float32', weights, [1, classes]),
      [TOP_SCORE_WEIGHT]: new Tensor('float32', [0], [1]),
    });
    const tensors = layers.map(({ name, shape: [, channels, height, width] }) => {
      const activations = (carried[name] ?? outputs[activationName(name)]).data as Float32Array;
      const gradients = outputs[gradientName(name)].data as Float32Array;
      return [name, { activations, gradients, channels, height, width }] as const;
    });
    return { logits: outputs[logits].data as Float32Array, layers: new Map(tensors) };
  }

  #image(input: Float32Array): Tensors {
    return { [this.#exported.image]: new Tensor('float32', input, inputShape(this.file.card.input)) };
  }
}

/** Activations that go through the head at once, where the model's file leaves the batch open. */
const SCORE_BATCH = 16;

/** A layer's head without gradients, for many activations at once. */
export class Scorer {
  readonly batch: number;
  readonly #exported: ScoresExport;
  readonly #session: InferenceSession;

  private constructor(exported: ScoresExport, session: InferenceSession) {
    this.batch = exported.batch;
    this.#exported = exported;
    this.#session = session;
  }

  /** Undefined where more than the layer leads to the scores. */
  static async open(file: ModelFile, layer: string): Promise<Scorer | undefined> {
    const exported = exportScores(prepareModel(file.model, { batch: SCORE_BATCH }), { layer });
    if (exported.carried.length > 1) return undefined;
    return new Scorer(exported, await createSession(exported.head, file));
  }

  /** Logits of each of at most {@link batch} activations. */
  async logits(rows: readonly Float32Array[]): Promise<Float32Array[]> {
    const { carried, classes } = this.#exported;
    const [{ name, shape }] = carried;
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    rows.forEach((row, i) => data.set(row, i * row.length));
    const outputs = await this.#session.run({ [name]: new Tensor('float32', data, shape) });
    const logits = outputs[LOGITS].data as Float32Array;
    return rows.map((_, i) => logits.slice(i * classes, (i + 1) * classes));
  }
}

function createSession(graph: Model, { bytes, location }: ModelFile): Promise<InferenceSession> {
  return InferenceSession.create(printModel(graph), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    externalData: [{ path: location, data: bytes }],
  });
}
