import { sizeOf } from '../../../onnx/graph/shape.js';
import { SaliencyError } from '../../../errors.js';
import { exportGradient, type GradientExport } from '../../../gradient/export/export-gradient.js';
import type { ScoresExport } from '../../../gradient/export/export-scores.js';
import { findScores, type Scores } from '../../../gradient/export/find-scores.js';
import { byteLengthOf } from '../../../onnx/graph/data-type.js';
import type { Model, TensorType } from '../../../onnx/graph/model.js';
import { forOneImage } from '../../../onnx/prepare/for-one-image.js';
import { parseModel } from '../../../onnx/codec/parse-model.js';
import { prepareModel, type PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import { defaultLayer } from '../../../onnx/layers/default-layer.js';
import { spatialLayers, type SpatialLayer } from '../../../onnx/layers/spatial-layers.js';
import { withFloatImage } from '../../../onnx/prepare/with-float-image.js';
import type { CardQuestion, ModelCard } from '../../../models/model-card.js';
import type { ModelSource } from '../../../models/model-source.js';
import type { Device, LayerInfo, ModelInfo } from '../../model-info.js';
import type { Progress } from '../../progress.js';
import { reportBackend, type Backend, type Demands, type Placement } from '../ort/backend.js';
import { blobSource } from './blob-source.js';
import { completeCard } from './complete-card.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { channelCount, inputShape } from '../images/input-tensor.js';
import type { Job } from '../job.js';
import { deriveScoresOf, LayerGraphs } from './layer-graphs.js';
import { LayerRuns } from '../explain/layer-runs.js';
import { Lease } from './lease.js';
import { LruCache } from './lru-cache.js';
import { fileNameOf, modelFile, OWN_FILE, weightFiles } from './model-files.js';
import { pooledLinearObstacle } from './pooled-linear-head.js';

/** Sessions of several layers are kept as long as their weights fit in here: each layer has its own copy. */
const SESSION_BUDGET = 512 * 2 ** 20;

interface OpenModelParts {
  readonly backend: Backend;
  readonly placement: Placement;
  /** As the file has it, but for one image of float32, before its shapes were bound. */
  readonly model: Model;
  readonly prepared: PreparedModel;
  readonly scores: Scores;
  readonly weights: WeightFiles;
  readonly card: ModelCard;
  readonly layers: readonly SpatialLayer[];
  readonly defaultLayer: string;
  /** For the default layer. */
  readonly exported: GradientExport;
  readonly notes: readonly string[];
  readonly questions: readonly CardQuestion[];
}

export interface OpenContext {
  readonly backend: () => Promise<Backend>;
  readonly job: Job;
  readonly onProgress: (progress: Progress) => void;
}

/** A model in the worker: its graphs as data, and the sessions of the layers that were asked for. */
export class OpenModel {
  readonly #parts: OpenModelParts;
  readonly #first: LayerGraphs;
  readonly #layers = new LruCache<Lease<LayerRuns>>(SESSION_BUDGET, (lease) => lease.retire());

  constructor(parts: OpenModelParts) {
    this.#parts = parts;
    this.#first = this.#graphs(parts.exported);
    this.#keep(parts.defaultLayer, this.#first);
  }

  get card(): ModelCard {
    return this.#parts.card;
  }

  get device(): Device {
    return this.#parts.placement.device;
  }

  get classes(): number {
    return this.#parts.exported.classes;
  }

  get info(): ModelInfo {
    const { card, layers, defaultLayer, placement, notes, questions } = this.#parts;
    const { trunkBytes, headBytes } = this.#first;
    const { device, fallbackReason } = placement;
    return { card, device, fallbackReason, layers, defaultLayer, trunkBytes, headBytes, notes, questions };
  }

  /**
   * The layer of that name, or the default one.
   *
   * @throws SaliencyError `bad-option` for a layer that the model does not have
   */
  layer(name?: string): LayerInfo {
    const { prepared, layers, defaultLayer } = this.#parts;
    const wanted = name ?? defaultLayer;
    const found = layers.find((layer) => layer.name === (prepared.aliases.get(wanted) ?? wanted));
    if (found) return found;
    const names = layers.map((layer) => layer.name).join(', ');
    throw new SaliencyError('bad-option', `The model has no layer "${wanted}"; choose one of ${names}.`);
  }

  /** The model's input as a layer, for the methods that explain its pixels. */
  get inputLayer(): LayerInfo {
    const { exported, card } = this.#parts;
    const { channels, width, height } = card.input;
    return { name: exported.image, channels: channelCount(channels), width, height };
  }

  /**
   * Makes sure that a layer is followed by global pooling and at most one linear layer.
   *
   * @throws SaliencyError `bad-option` with what there is instead
   */
  requirePooledLinear(layer: string): void {
    const { prepared, scores } = this.#parts;
    const obstacle = pooledLinearObstacle(prepared, layer, scores.logits);
    if (obstacle === undefined) return;
    throw new SaliencyError(
      'bad-option',
      `CAM needs global average pooling and one linear layer behind the layer; behind "${layer}" this model has ${obstacle}. Choose grad-cam, which generalises it.`,
    );
  }

  /** Works with a layer's sessions, which stay alive meanwhile. */
  withRuns<T>(layer: string, work: (runs: LayerRuns) => Promise<T>): Promise<T> {
    const lease = this.#layers.get(layer) ?? this.#keep(layer, this.#graphs(this.#derive(layer)));
    return lease.use(work);
  }

  /** Creates the default layer's sessions: resolves when the first one is there, the other follows. */
  warmUp(): Promise<void> {
    return this.#first.warmUp();
  }

  release(): void {
    this.#layers.clear();
  }

  #derive(layer: string): GradientExport {
    const { prepared, scores } = this.#parts;
    return exportGradient(prepared, { layers: [layer], scores });
  }

  #graphs(exported: GradientExport): LayerGraphs {
    const { backend, placement, weights, model, card, scores } = this.#parts;
    const { engine, counts } = backend;
    const { image, layers } = exported;
    const deriveScores = (batch: number): ScoresExport => {
      const shape = [batch, ...inputShape(card.input).slice(1)];
      return deriveScoresOf(model, layers[0].name, { output: scores.output, image, shape });
    };
    return new LayerGraphs({ engine, counts, placement, weights, exported, deriveScores });
  }

  #keep(layer: string, graphs: LayerGraphs): Lease<LayerRuns> {
    const bytes = [...this.#parts.weights.values()].reduce((sum, { size }) => sum + size, 0);
    const arrangement = this.#parts.layers.find(({ name }) => name === layer);
    const lease = new Lease(new LayerRuns(graphs, arrangement), (runs) => runs.release());
    this.#layers.set(layer, lease, bytes);
    return lease;
  }
}

function byteCount({ dataType, shape }: TensorType): number {
  return byteLengthOf(dataType, sizeOf(shape)) ?? 0;
}

/** The largest tensor that a device must hold. */
function demandsOf({ trunk, head }: GradientExport, prepared: PreparedModel): Demands {
  const graphs = [trunk, head].flatMap((model) => (model ? [model.graph] : []));
  const weights = graphs.flatMap(({ initializers }) => [...initializers.values()]);
  const made = graphs.flatMap(({ nodes }) => nodes.flatMap(({ outputs }) => outputs));
  const sizes = [
    ...weights.map(({ data, link }) => link?.length ?? data?.byteLength ?? 0),
    ...made.flatMap((name) => prepared.types.get(name) ?? []).map(byteCount),
  ];
  return { largestTensor: sizes.reduce((largest, size) => Math.max(largest, size), 0) };
}

/**
 * Fetches and reads a model, derives the graphs of its default layer, and finds a place where they run.
 *
 * @throws SaliencyError `model-fetch`, `model-checksum`, `model-invalid`, `model-unsupported`, `no-adapter`, ...
 */
export async function openModel(source: ModelSource, context: OpenContext): Promise<OpenModel> {
  const { job, onProgress } = context;
  const fetching = { signal: job.signal, onProgress };
  const file = await modelFile(source, fetching);
  onProgress({ phase: 'graphs', loaded: 0, total: 2 });
  const found = await parseModel(blobSource(file), { location: OWN_FILE });
  const model = withFloatImage(forOneImage(found));
  const image = model.graph.inputs[0]?.name;
  const { card: given } = source;
  const shapes = given.input && image !== undefined ? { [image]: inputShape(given.input) } : {};
  const prepared = prepareModel(model, { inputShapes: shapes });
  await job.pause();
  onProgress({ phase: 'graphs', loaded: 1, total: 2 });
  const layers = spatialLayers(prepared);
  const scores = findScores(prepared, given.output?.name);
  const wanted = given.layer ?? defaultLayer(prepared, scores.output).name;
  const exported = exportGradient(prepared, { layers: [wanted], scores });
  const { signal } = job;
  const fileName = fileNameOf(source);
  const completed = await completeCard({ given, prepared, scores, image: exported.image, fileName, signal });
  const weights = await weightFiles(model, file, source, fetching);
  await job.pause();
  const backend = await context.backend();
  const placement = await backend.place(demandsOf(exported, prepared), reportBackend(onProgress));
  job.check();
  return new OpenModel({
    backend,
    placement,
    model,
    prepared,
    scores,
    weights,
    exported,
    layers,
    card: completed.card,
    defaultLayer: exported.layers[0].name,
    notes: [...prepared.notes, ...exported.notes, ...completed.notes],
    questions: completed.questions,
  });
}
