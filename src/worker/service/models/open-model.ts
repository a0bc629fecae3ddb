import type { Urgent } from '../../../async/priority-queue.js';
import { SaliencyError } from '../../../errors.js';
import { exportGradient, tensorsOf, type GradientExport } from '../../../gradient/export/export-gradient.js';
import type { ScoresExport } from '../../../gradient/export/export-scores.js';
import type { Scores } from '../../../gradient/export/find-scores.js';
import type { CardQuestion, ModelCard } from '../../../models/model-card.js';
import { scoresOf, type ClassScores, type ScoreReading } from '../../../models/class-scores.js';
import type { Model } from '../../../onnx/graph/model.js';
import { findPlaces } from '../../../onnx/layers/find-places.js';
import type { SpatialLayer } from '../../../onnx/layers/spatial-layers.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { Device, LayerInfo, ModelInfo } from '../../model-info.js';
import type { ByteCache, CacheShelf } from '../cache/byte-cache.js';
import { Lease } from '../cache/lease.js';
import type { ModelClasses } from '../explain/chosen-class.js';
import { LayerResults } from '../explain/layer-results.js';
import { LayerRuns } from '../explain/layer-runs.js';
import { channelCount, inputShape } from '../../../pixels/input-tensor.js';
import type { Backend, Placement } from '../ort/backend.js';
import type { WeightFiles } from '../ort/graph-session.js';
import type { Classes } from './complete-card.js';
import { deriveScoresOf, LayerGraphs } from './layer-graphs.js';
import { pooledLinearObstacle } from './pooled-linear-head.js';

export interface OpenModelParts {
  /** Names the model in caches. */
  readonly id: string;
  readonly cache: ByteCache;
  readonly backend: Backend;
  readonly placement: Placement;
  /** As the file has it, but for one image of float32, before its shapes were bound. */
  readonly model: Model;
  readonly prepared: PreparedModel;
  /** The model's image input, as the file calls it. */
  readonly image: string;
  readonly scores: Scores;
  readonly weights: WeightFiles;
  readonly card: ModelCard;
  readonly reading: ScoreReading;
  readonly classes: Classes;
  readonly layers: readonly SpatialLayer[];
  readonly defaultLayer: string;
  /** For the default layer. */
  readonly exported: GradientExport;
  readonly notes: readonly string[];
  readonly questions: readonly CardQuestion[];
}

/** A model in the worker: its graphs as data, and the sessions of the layers that were asked for. */
export class OpenModel {
  readonly #parts: OpenModelParts;
  readonly #first: LayerGraphs;
  #isInPlace: ReturnType<typeof findPlaces> | undefined;
  readonly #sessions: CacheShelf<Lease<LayerRuns>>;

  constructor(parts: OpenModelParts) {
    this.#parts = parts;
    this.#sessions = parts.cache.shelf('sessions', (lease) => lease.retire());
    this.#first = this.#graphs(parts.exported);
    this.#keep(parts.defaultLayer, this.#first);
  }

  get card(): ModelCard {
    return this.#parts.card;
  }

  get device(): Device {
    return this.#parts.placement.device;
  }

  get classes(): ModelClasses {
    const { exported, classes } = this.#parts;
    return { ...classes, count: exported.classes };
  }

  /** What is explained may be behind an activation of the model that was not found. */
  get mayBeFinal(): boolean {
    return this.#parts.reading.mayBeFinal;
  }

  /** The scores of logits, as people are told them. */
  scoresOf(logits: Float32Array): ClassScores {
    return scoresOf(logits, this.#parts.reading);
  }

  /** Bytes of the graphs as data, without weights. */
  get bytes(): number {
    return this.#first.trunkBytes + this.#first.headBytes;
  }

  get info(): ModelInfo {
    const { card, classes, layers, defaultLayer, placement, questions } = this.#parts;
    const note = this.noteOn(defaultLayer);
    const notes = note === undefined ? this.#parts.notes : [...this.#parts.notes, note];
    const { trunkBytes, headBytes } = this.#first;
    const { device, fallbackReason } = placement;
    const graphs = { layers, defaultLayer, trunkBytes, headBytes };
    return { card, classLabels: classes.labels, device, fallbackReason, ...graphs, notes, questions };
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

  /** What is to be known of a layer whose cells do not lie over the image as a grid does. */
  noteOn(layer: string): string | undefined {
    const { prepared, layers } = this.#parts;
    const isInPlace = (this.#isInPlace ??= findPlaces(prepared));
    const found = layers.find(({ name }) => name === layer);
    if (!found || isInPlace(found)) return undefined;
    const advice = layers.some((one) => one.height * one.width > 1 && isInPlace(one))
      ? 'Choose another layer to see where.'
      : 'It has no other layer: export the model without that step to see where.';
    return `The model mirrors, turns, shifts or cuts the image in front of the layer "${layer}": its heatmap does not lie over the image as it is drawn. ${advice}`;
  }

  /** The model's input as a layer, for the methods that explain its pixels. */
  get inputLayer(): LayerInfo {
    const { image, card } = this.#parts;
    const { channels, width, height } = card.input;
    return { name: image, channels: channelCount(channels), width, height };
  }

  /**
   * Makes sure that a layer is followed by global pooling and at most one linear layer.
   *
   * @throws SaliencyError `bad-option` with what there is instead
   */
  requirePooledLinear(layer: string): void {
    const { prepared, scores } = this.#parts;
    const obstacle = pooledLinearObstacle(prepared, layer, tensorsOf(scores));
    if (obstacle === undefined) return;
    throw new SaliencyError(
      'bad-option',
      `CAM needs global average pooling and one linear layer behind the layer; behind "${layer}" this model has ${obstacle}. Choose grad-cam, which generalises it.`,
    );
  }

  /** Works with a layer's sessions, which stay alive meanwhile. */
  withRuns<T>(layer: string, work: (runs: LayerRuns) => Promise<T>): Promise<T> {
    const lease =
      this.#sessions.get(this.#keyOf(layer)) ?? this.#keep(layer, this.#graphs(this.#derive(layer)));
    return lease.use(work);
  }

  /** Creates the default layer's sessions: resolves when the first one is there, the other follows. */
  warmUp(urgent: Urgent): Promise<void> {
    return this.#first.warmUp(urgent);
  }

  release(): void {
    this.#parts.cache.drop(this.#parts.id);
  }

  #keyOf(layer: string): string {
    return `${this.#parts.id} ${layer}`;
  }

  #derive(layer: string): GradientExport {
    const { prepared, scores } = this.#parts;
    return exportGradient(prepared, { layers: [layer], scores });
  }

  #graphs(exported: GradientExport): LayerGraphs {
    const { backend, placement, weights, model, image, card, scores } = this.#parts;
    const { engine, counts } = backend;
    const { layers } = exported;
    const deriveScores = (batch: number): ScoresExport => {
      const shape = [batch, ...inputShape(card.input).slice(1)];
      return deriveScoresOf(model, layers[0].name, { scores, image, shape });
    };
    return new LayerGraphs({ engine, counts, placement, weights, exported, deriveScores });
  }

  /** Each layer has its own copy of the weights. */
  #keep(layer: string, graphs: LayerGraphs): Lease<LayerRuns> {
    const { id, cache, weights, layers } = this.#parts;
    const bytes = [...weights.values()].reduce((sum, { size }) => sum + size, 0);
    const arrangement = layers.find(({ name }) => name === layer);
    const results = new LayerResults(cache, id, layer);
    const lease = new Lease(new LayerRuns(graphs, results, arrangement), (runs) => runs.release());
    this.#sessions.set(this.#keyOf(layer), lease, { bytes, subjects: [id] });
    return lease;
  }
}
