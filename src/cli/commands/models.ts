import { access, copyFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SaliencyError } from '../../errors.js';
import { findModel, type Catalogue, type CatalogueEntry } from '../../models/catalogue.js';
import { downloadInto } from '../../models/download/download-into.js';
import { fileSha256 } from '../../models/download/file-sha256.js';
import type { DownloadProgress } from '../../models/download/progress-meter.js';
import type { Arguments, Command, Io } from '../command.js';
import { sliceableFile } from '../file-source.js';
import { FileStorage } from '../file-storage.js';
import { megabytes } from '../load-model.js';
import { readCatalogue } from '../read-catalogue.js';

function list(catalogue: Catalogue, args: Arguments, io: Io): void {
  const models = [...catalogue.values()];
  if (args.flag('json')) {
    io.out(JSON.stringify(models, null, 2));
    return;
  }
  const width = Math.max(...models.map(({ name }) => name.length));
  for (const { name, title = '', bytes, licence = '', url } of models) {
    const size = (bytes === undefined ? '' : megabytes(bytes)).padStart(9);
    const place = url === undefined ? ', part of the package' : '';
    io.out(`${name.padEnd(width)}  ${size}  ${licence.padEnd(13)} ${title}${place}`);
  }
}

/** From beside the built command, or from the repository. */
async function copyPackaged(file: string, sha256: string | undefined, path: string): Promise<void> {
  for (const folder of ['./', '../../../models/']) {
    const source = new URL(`${folder}${file}`, import.meta.url);
    try {
      await access(source);
    } catch {
      continue;
    }
    await copyFile(source, path);
    if ((await fileSha256(await sliceableFile(path))) === sha256) return;
    throw new SaliencyError('model-checksum', `${file} of the package is damaged; install it again.`);
  }
  throw new SaliencyError('model-fetch', `${file} is missing from the package; install it again.`);
}

/** A line for every tenth that is there. */
function tenths(name: string, io: Io): (progress: DownloadProgress) => void {
  let told = 0;
  return ({ loaded, total }) => {
    const tenth = total > 0 ? Math.floor((10 * loaded) / total) : 0;
    if (tenth <= told) return;
    told = tenth;
    io.err(`${name}: ${megabytes(loaded)} of ${megabytes(total)} (${10 * tenth} %)`);
  };
}

async function pull(entry: CatalogueEntry, args: Arguments, io: Io): Promise<void> {
  const { name, url, file = `${name}.onnx`, sha256 } = entry;
  const extension = /\.saliency$/i.test(url === undefined ? file : new URL(url).pathname)
    ? '.saliency'
    : '.onnx';
  const path = resolve(join(args.text('out') ?? '.', `${name}${extension}`));
  if (url === undefined) await copyPackaged(file, sha256, path);
  else {
    const onProgress = tenths(name, io);
    await downloadInto(new FileStorage(path), { ...entry, url }, { keepCompressed: true, onProgress });
  }
  if (args.flag('json')) io.out(JSON.stringify({ ...entry, path }, null, 2));
  else io.out(`${path}  ${sha256 ? 'its SHA-256 is that of the catalogue' : 'the catalogue names no hash'}`);
}

export const modelsCommand: Command = {
  usage: 'models [list | pull NAME] [--catalog FILE|URL] [--out DIR] [--json]',
  summary: 'Lists the models that the element knows by name, or downloads one and checks its hash.',
  help: [
    'list                       names, sizes and licences (the default)',
    'pull NAME                  downloads to NAME.onnx; run it again to go on with what broke off',
    '--catalog FILE|URL         a catalogue of your own, before that of the package',
    '--out DIR                  where to (the current folder)',
    '--json                     print JSON',
  ],
  options: { catalog: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean' } },
  positionals: [0, 2],
  async run(args, io) {
    const [action = 'list', name] = args.positionals;
    const catalogue = await readCatalogue(args.text('catalog'));
    if (action === 'list' && name === undefined) return list(catalogue, args, io);
    if (action === 'pull' && name !== undefined) return pull(findModel(name, catalogue), args, io);
    throw new SaliencyError('bad-option', `'models ${basename(action)}' takes list, or pull and a name.`);
  },
};
