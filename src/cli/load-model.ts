import { basename } from 'node:path';
import { SaliencyError } from '../errors.js';
import type { BindOptions } from '../onnx/prepare/bind-inputs.js';
import type { Model } from '../onnx/graph/model.js';
import { parseModel } from '../onnx/codec/parse-model.js';
import { prepareModel, type PreparedModel } from '../onnx/prepare/prepare-model.js';
import type { Arguments, Io, OptionTable } from './command.js';
import { openFile } from './file-source.js';

/** Options of every command that reads a model. */
export const MODEL_OPTIONS: OptionTable = {
  input: { type: 'string', multiple: true },
  batch: { type: 'string' },
  json: { type: 'boolean' },
};

export const MODEL_HELP: readonly string[] = [
  '--input NAME=1,3,224,224   size of an input that the file leaves open',
  '--batch N                  size of a leading axis that the file leaves open (1)',
  '--json                     print JSON',
];

/** From this size on a person wonders whether anything happens. */
const LARGE_FILE = 50e6;

export interface LoadedModel {
  readonly path: string;
  readonly bytes: number;
  /** As the file has it. */
  readonly model: Model;
  readonly prepared: PreparedModel;
}

/** Reads the model named by the first argument, without its weights. */
export async function loadModel(args: Arguments, io: Io): Promise<LoadedModel> {
  const [path] = args.positionals;
  const options = bindOptions(args);
  const source = await openFile(path);
  try {
    const model = await parseModel(source, { location: basename(path) });
    if (source.size >= LARGE_FILE) {
      io.err(`read ${megabytes(source.bytesRead)} of ${megabytes(source.size)}; the weights stay in ${path}`);
    }
    return { path, bytes: source.size, model, prepared: prepareModel(model, options) };
  } finally {
    await source.close();
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function bindOptions(args: Arguments): BindOptions {
  const inputShapes = Object.fromEntries(args.list('input').map(parseShape));
  const batch = args.text('batch');
  const howToGive = (input: string, shape: readonly number[]): string =>
    `give --input ${input}=${shape.join(',')}`;
  const options = { inputShapes, howToGive };
  return batch === undefined ? options : { ...options, batch: positiveInteger(batch, '--batch') };
}

function parseShape(text: string): [name: string, shape: readonly number[]] {
  const split = text.lastIndexOf('=');
  if (split < 1) throw new SaliencyError('bad-option', `--input takes NAME=1,3,224,224, not '${text}'.`);
  const sizes = text.slice(split + 1).split(',');
  return [text.slice(0, split), sizes.map((size) => positiveInteger(size, '--input'))];
}

function positiveInteger(text: string, option: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new SaliencyError('bad-option', `${option} takes whole numbers above 0, not '${text}'.`);
}
