import { access, copyFile, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import embedded from '../../../models/catalog.json';
import zoo from '../../../models/zoo.json';
import { SaliencyError } from '../../errors.js';
import type { Arguments, Command, Io } from '../command.js';
import { download, fileHash, type RemoteFile } from '../download.js';
import { megabytes } from '../load-model.js';

/** What of a catalogue's entry matters here; the element reads the rest. */
interface Entry {
  readonly name: string;
  readonly title?: string;
  readonly url?: string;
  readonly mirrors?: readonly string[];
  /** Of a model that is part of the package. */
  readonly file?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly licence?: string;
}

const isAddress = (place: string): boolean => /^https?:/i.test(place);

function isEntry(value: unknown): value is Entry {
  const { name, url } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && (url === undefined || typeof url === 'string');
}

async function readCatalogue(place: string): Promise<readonly Entry[]> {
  const bad = (why: string, cause?: unknown): SaliencyError =>
    new SaliencyError('bad-option', `The catalogue ${place} ${why}.`, { cause });
  let json: unknown;
  try {
    const text = isAddress(place) ? await (await fetch(place)).text() : await readFile(place, 'utf8');
    json = JSON.parse(text);
  } catch (cause) {
    throw bad('cannot be read as JSON', cause);
  }
  const models: unknown = Array.isArray(json) ? json : (json as { models?: unknown }).models;
  if (!Array.isArray(models) || !models.every(isEntry)) throw bad('is not a list of models with names');
  const absolute = (url: string): string => (isAddress(place) ? new URL(url, place).href : url);
  return models.map((entry: Entry) => ({
    ...entry,
    ...(entry.url && { url: absolute(entry.url) }),
    mirrors: entry.mirrors?.map(absolute),
  }));
}

/** The catalogue's models, and after them those of the package that it does not name. */
async function allModels(args: Arguments): Promise<readonly Entry[]> {
  const place = args.text('catalog');
  const own = place === undefined ? [] : await readCatalogue(place);
  const packaged: readonly Entry[] = [...embedded.models, ...zoo.models];
  return [...own, ...packaged.filter(({ name }) => !own.some((entry) => entry.name === name))];
}

function list(models: readonly Entry[], args: Arguments, io: Io): void {
  if (args.flag('json')) {
    io.out(JSON.stringify(models, null, 2));
    return;
  }
  const width = Math.max(...models.map(({ name }) => name.length));
  for (const { name, title = '', bytes, licence = '', file } of models) {
    const size = (bytes === undefined ? '' : megabytes(bytes)).padStart(9);
    const place = file === undefined ? '' : ', part of the package';
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
    if ((await fileHash(path)) === sha256) return;
    throw new SaliencyError('model-checksum', `${file} of the package is damaged; install it again.`);
  }
  throw new SaliencyError('model-fetch', `${file} is missing from the package; install it again.`);
}

function remoteFile({ name, url, mirrors = [], bytes, sha256 }: Entry): RemoteFile {
  // Without a hash nothing says that another address has the same bytes.
  const urls = [...(url ? [url] : []), ...(sha256 ? mirrors : [])];
  return { name, urls, bytes, sha256 };
}

const extensionOf = (url: string): string =>
  /\.saliency$/i.test(new URL(url).pathname) ? '.saliency' : '.onnx';

/** A line for every tenth that is there. */
function tenths(name: string, io: Io): (loaded: number, total: number) => void {
  let told = 0;
  return (loaded, total) => {
    const tenth = total > 0 ? Math.floor((10 * loaded) / total) : 0;
    if (tenth <= told) return;
    told = tenth;
    io.err(`${name}: ${megabytes(loaded)} of ${megabytes(total)} (${10 * tenth} %)`);
  };
}

async function pull(wanted: string, models: readonly Entry[], args: Arguments, io: Io): Promise<void> {
  const entry =
    models.find(({ name }) => name === wanted.toLowerCase()) ?? models.find(({ name }) => name === wanted);
  if (!entry) {
    const names = models.map(({ name }) => name).join(', ');
    throw new SaliencyError('bad-option', `There is no model called "${wanted}". Use one of ${names}.`);
  }
  const { name, file, url = '' } = entry;
  const path = resolve(join(args.text('out') ?? '.', `${name}${file ? '.onnx' : extensionOf(url)}`));
  if (file) await copyPackaged(file, entry.sha256, path);
  else await download(remoteFile(entry), path, tenths(name, io));
  if (args.flag('json')) io.out(JSON.stringify({ ...entry, path }, null, 2));
  else
    io.out(
      `${path}  ${entry.sha256 ? 'its SHA-256 is that of the catalogue' : 'the catalogue names no hash'}`,
    );
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
    const models = await allModels(args);
    if (action === 'list' && name === undefined) return list(models, args, io);
    if (action === 'pull' && name !== undefined) return pull(name, models, args, io);
    throw new SaliencyError('bad-option', `'models ${basename(action)}' takes list, or pull and a name.`);
  },
};
