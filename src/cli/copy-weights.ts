import { constants, copyFile, mkdir, realpath, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SaliencyError } from '../errors.js';
import type { Model } from '../onnx/graph/model.js';
import type { Io } from './command.js';
import { megabytes } from './load-model.js';

/**
 * Puts copies of the files that the graphs link into beside them, because runtimes refuse links that leave the graph's
 * folder. No hard links: Python's onnx then takes neither the graphs nor the model itself, for fear of an attack.
 * Resolves to the paths.
 *
 * @throws SaliencyError `bad-option` when the folder holds another file of that name
 */
export async function copyWeights(
  models: readonly Model[],
  from: string,
  to: string,
  io: Io,
): Promise<readonly string[]> {
  const locations = new Set(
    models.flatMap(({ graph }) =>
      [...graph.initializers.values()].flatMap((tensor) => tensor.link?.location ?? []),
    ),
  );
  const paths: string[] = [];
  for (const location of locations) {
    const target = join(to, location);
    await mkdir(dirname(target), { recursive: true });
    await place(join(from, location), target, io);
    paths.push(target);
  }
  return paths;
}

async function place(source: string, target: string, io: Io): Promise<void> {
  const original = await realpath(source);
  const { size, mtimeMs, ino, dev, atime, mtime } = await stat(original);
  const present = await stat(target).catch(() => undefined);
  if (present) {
    const isItself = present.ino === ino && present.dev === dev;
    const isCopy = present.size === size && Math.abs(present.mtimeMs - mtimeMs) < 1;
    if (isItself || isCopy) return;
    throw new SaliencyError(
      'bad-option',
      `'${target}' is another file than '${source}', which has to be there; remove it or choose another --out.`,
    );
  }
  io.err(`copying ${source} (${megabytes(size)}) to ${target}`);
  // Cloned rather than copied on file systems that can; the times tell a later run that it is this copy.
  await copyFile(original, target, constants.COPYFILE_FICLONE);
  await utimes(target, atime, mtime);
}
