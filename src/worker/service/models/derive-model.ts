import { throwIfAborted } from '../../../errors.js';
import { exportGradient } from '../../../gradient/export/export-gradient.js';
import { imageInput } from '../../../gradient/export/forward-pass.js';
import { cardLine } from '../../../models/guess/card-line.js';
import type { ModelSource } from '../../../models/model-source.js';
import { defaultLayer } from '../../../onnx/layers/default-layer.js';
import { spatialLayers } from '../../../onnx/layers/spatial-layers.js';
import { prepareModel } from '../../../onnx/prepare/prepare-model.js';
import type { ByteCache } from '../cache/byte-cache.js';
import { inputShape } from '../../../pixels/input-tensor.js';
import { pause, type Work } from '../jobs/job.js';
import type { Backend } from '../ort/backend.js';
import { completeCard } from './complete-card.js';
import { demandsOf } from './demands.js';
import { fileNameOf, type FoundModel } from './model-files.js';
import { OpenModel } from './open-model.js';
import { readScores } from './read-scores.js';

export interface DeriveContext {
  readonly id: string;
  readonly cache: ByteCache;
  readonly backend: (work: Work) => Promise<Backend>;
  readonly work: Work;
}

/**
 * Derives the graphs of a model's default layer, and finds a place where they run.
 *
 * @throws SaliencyError `model-invalid`, `model-unsupported`, `no-adapter`, ...
 */
export async function deriveModel(
  source: ModelSource,
  { model, weights }: FoundModel,
  { id, cache, backend: start, work }: DeriveContext,
): Promise<OpenModel> {
  const first = model.graph.inputs[0]?.name;
  const { card: given } = source;
  const shapes = given.input && first !== undefined ? { [first]: inputShape(given.input) } : {};
  const prepared = prepareModel(model, { inputShapes: shapes, singlePrecision: true, howToGive: cardLine });
  await pause(work);
  work.report({ phase: 'graphs', loaded: 1, total: 2 });
  const layers = spatialLayers(prepared);
  const read = readScores(prepared, given.output);
  const image = imageInput(prepared.model);
  const wanted = given.layer ?? defaultLayer(prepared, read.scores.output).name;
  const { signal } = work;
  const fileName = fileNameOf(source);
  const completed = await completeCard({ given, model, prepared, read, image, weights, fileName, signal });
  const { scores } = completed;
  const exported = exportGradient(prepared, { layers: [wanted], scores });
  await pause(work);
  const backend = await start(work);
  const placement = await backend.place(demandsOf(exported, prepared), work);
  throwIfAborted(signal);
  return new OpenModel({
    id,
    cache,
    backend,
    placement,
    model,
    prepared,
    image,
    scores,
    weights,
    exported,
    layers,
    card: completed.card,
    reading: completed.reading,
    classes: completed.classes,
    defaultLayer: exported.layers[0].name,
    notes: [...prepared.notes, ...exported.notes, ...completed.notes],
    questions: completed.questions,
  });
}
