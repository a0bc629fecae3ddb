import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { SaliencyError } from '../../errors.js';
import { compressModel, type CompressReport } from '../../onnx/compress/compress-model.js';
import { WEIGHT_FORMATS, type WeightFormat } from '../../onnx/compress/plan-weights.js';
import type { Command } from '../command.js';
import { openFile, type FileSource } from '../file-source.js';
import { megabytes } from '../load-model.js';

/** What `compress --json` prints: `bytes` and `sha256` are for the model's entry in a catalogue. */
export interface CompressionResult extends CompressReport {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly originalBytes: number;
}

function weightFormat(text: string | undefined): WeightFormat {
  const found = WEIGHT_FORMATS.find((format) => format === text);
  if (found) return found;
  throw new SaliencyError('bad-option', `--weights takes ${WEIGHT_FORMATS.join(', ')}, not '${text ?? ''}'.`);
}

/** Under another name first, so that an interrupted run leaves no file that looks complete. */
async function write(
  source: FileSource,
  path: string,
  weights: WeightFormat,
): Promise<CompressReport & { bytes: number; sha256: string }> {
  const part = `${path}.part`;
  const hash = createHash('sha256');
  const file = await open(part, 'w');
  let bytes = 0;
  try {
    const pieces = compressModel(source, { weights });
    let step = await pieces.next();
    for (; !step.done; step = await pieces.next()) {
      hash.update(step.value);
      bytes += step.value.length;
      await file.writeFile(step.value);
    }
    await file.close();
    await rename(part, path);
    return { ...step.value, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
}

export const compressCommand: Command = {
  usage: 'compress MODEL.onnx --weights int8|int4|fp16 [--out FILE] [--json]',
  summary:
    'Writes a smaller file for downloads, which the browser turns back into the model while it arrives.',
  help: [
    '--weights int8             kernels and matrices in 8 bits, a scale a row: a quarter of the size',
    '--weights int4             kernels in 8 bits, fully connected layers in 4, a scale for every 32 weights',
    '--weights fp16             half the size, nearly exact',
    '--out FILE                 where to write (beside the model, with .int8.saliency and so on)',
    '--json                     print JSON',
  ],
  options: { weights: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' } },
  positionals: 1,
  async run(args, io) {
    const [model] = args.positionals;
    const weights = weightFormat(args.text('weights'));
    const path = args.text('out') ?? `${model.replace(/\.onnx$/i, '')}.${weights}.saliency`;
    const source = await openFile(model);
    try {
      const result: CompressionResult = {
        path,
        originalBytes: source.size,
        ...(await write(source, path, weights)),
      };
      if (args.flag('json')) io.out(JSON.stringify(result, null, 2));
      else describe(result).forEach((line) => io.out(line));
    } finally {
      await source.close();
    }
  },
};

function describe({
  path,
  bytes,
  originalBytes,
  sha256,
  tensors,
  relativeError,
}: CompressionResult): string[] {
  return [
    `${path}  ${megabytes(bytes)} instead of ${megabytes(originalBytes)}`,
    `${tensors} tensors rounded, by ${(100 * relativeError).toFixed(2)} % of their size on average; the maps change a little with them`,
    `"bytes": ${bytes}, "sha256": "${sha256}"`,
  ];
}
