import { SaliencyError } from '../../../errors.js';
import { addressName } from '../../../models/address-name.js';
import type { GivenCard } from '../../../models/model-card.js';
import { isAddress } from '../../../models/is-address.js';
import type { GivenModel } from '../../../worker/client/given-model.js';

/**
 * A catalogue name, the URL of an `.onnx` file, or the file itself or a handle of it; together with the files that hold its weights, where
 * it has such.
 */
export type ModelReference = string | Blob | ArrayBuffer | FileSystemFileHandle | readonly File[];

const MODEL_FILE = /\.(onnx|saliency)$/i;

const isList = (model: ModelReference): model is readonly File[] => Array.isArray(model);

const modelIn = (files: readonly File[]): File | undefined => files.find(({ name }) => MODEL_FILE.test(name));

/** What to call a model before its card is known. */
export function modelTitle(model: ModelReference): string {
  if (isList(model)) return modelIn(model)?.name ?? 'your model';
  if (typeof model !== 'string') return 'name' in model ? String(model.name) : 'your model';
  return isAddress(model) ? (addressName(model) ?? 'your model') : model;
}

/**
 * The model as the engine takes it; what `card` says wins over what a catalogue or the file does.
 *
 * @throws SaliencyError `bad-option` for files of which none is a model
 */
export function modelSource(model: ModelReference, card: GivenCard): GivenModel {
  if (!isList(model)) return { data: model, card };
  const own = modelIn(model);
  if (!own) {
    const names = model.map(({ name }) => name).join(', ');
    throw new SaliencyError(
      'bad-option',
      `None of the files (${names}) is a model. Give the .onnx file, and with it the files that hold its weights.`,
    );
  }
  const others = model.filter((file) => file !== own).map((file) => [file.name, file] as const);
  return { data: own, card, externalData: Object.fromEntries(others) };
}
