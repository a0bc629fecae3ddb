import embedded from '../../models/catalog.json';
import schema from '../../models/catalog.schema.json';
import zoo from '../../models/zoo.json';
import { SaliencyError } from '../errors.js';
import type { ModelCard } from './model-card.js';
import { fetchText } from './download/fetch-text.js';
import type { RequestContext } from './download/request.js';
import { isLabelList, resolveLabels } from './labels.js';
import { validateJson } from './validate-json.js';

/** An entry of a catalogue: a model card whose labels may be a reference, and where the file is. */
export interface CatalogueEntry extends Omit<ModelCard, 'labels'> {
  /** Absolute. Absent only for a model that is part of the package. */
  readonly url?: string;
  /** Name of that model's file within the package. */
  readonly file?: string;
  /** Absolute; the same bytes elsewhere. */
  readonly mirrors?: readonly string[];
  /** The labels, or `imagenet-1k`, or the absolute URL of a list. */
  readonly labels: readonly string[] | string;
  readonly title?: string;
  readonly family?: string;
  readonly notes?: readonly string[];
}

/** By name, in the order of the files. */
export type Catalogue = ReadonlyMap<string, CatalogueEntry>;

/** Accepts a bare array of entries too: a catalogue written by hand. */
function asDocument(json: unknown): unknown {
  return Array.isArray(json) ? { models: json } : json;
}

function absolute(entry: CatalogueEntry, base: string | undefined): CatalogueEntry {
  const resolve = (url: string): string => (base ? new URL(url, base).href : url);
  const { url, mirrors, labels } = entry;
  return {
    ...entry,
    ...(url !== undefined && { url: resolve(url) }),
    ...(mirrors && { mirrors: mirrors.map(resolve) }),
    labels: typeof labels === 'string' && !isLabelList(labels) ? resolve(labels) : labels,
  };
}

function contradictions(entry: CatalogueEntry, base: string | undefined): string[] {
  const { name, input, mirrors, sha256, url } = entry;
  const channels = input.channels === 'GRAY' ? 1 : 3;
  const problems: string[] = [];
  if (input.mean.length !== channels || input.std.length !== channels)
    problems.push(`${name}.input: mean and std need ${channels} values for ${input.channels}`);
  if (mirrors?.length && !sha256) problems.push(`${name}: mirrors need a sha256`);
  if (base && !url) problems.push(`${name}: "url" is missing`);
  return problems;
}

/**
 * Reads a catalogue's JSON. Relative addresses in it are resolved against `base`, the catalogue's own address.
 *
 * @throws SaliencyError `bad-option` that lists every problem with its place.
 */
export function parseCatalogue(json: unknown, base?: string): Catalogue {
  const document = asDocument(json);
  const problems = validateJson(document, schema, 'catalogue');
  const entries = problems.length ? [] : (document as { models: CatalogueEntry[] }).models;
  problems.push(...entries.flatMap((entry) => contradictions(entry, base)));
  if (problems.length > 0) {
    const where = base ? ` at ${base}` : '';
    throw new SaliencyError(
      'bad-option',
      `The catalogue${where} has ${problems.length} problem(s): ${problems.slice(0, 8).join('; ')}. See models/catalog.schema.json for its form.`,
      { details: { problems } },
    );
  }
  return new Map(entries.map((entry) => [entry.name, absolute(entry, base)]));
}

let packaged: Catalogue | undefined;

/** The models of the package: the embedded ones, and the public ones of the ONNX model zoo. */
export function packagedCatalogue(): Catalogue {
  packaged ??= new Map([embedded, zoo].flatMap((document) => [...parseCatalogue(document)]));
  return packaged;
}

/**
 * The package's models, and before them those of a catalogue's text, whose entries win. `url` is where the text is from.
 *
 * @throws SaliencyError `bad-option` where it is not a catalogue.
 */
export function catalogueFrom(text: string, url: string): Catalogue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SaliencyError('bad-option', `The catalogue at ${url} is not JSON: ${String(cause)}.`, {
      cause,
    });
  }
  const own = parseCatalogue(json, url);
  return new Map([...own, ...[...packagedCatalogue()].filter(([name]) => !own.has(name))]);
}

/**
 * The package's models, and before them those of the catalogue at `url`.
 *
 * @throws SaliencyError `model-fetch`, `cors` where it cannot be had; those of {@link catalogueFrom}.
 */
export async function loadCatalogue(url?: string, context?: RequestContext): Promise<Catalogue> {
  if (!url) return packagedCatalogue();
  return catalogueFrom(await fetchText(url, 'catalogue', context), url);
}

/**
 * The entry called `name` (case does not matter).
 *
 * @throws SaliencyError `bad-option` that lists the names there are.
 */
export function findModel(name: string, catalogue: Catalogue = packagedCatalogue()): CatalogueEntry {
  const entry = catalogue.get(name) ?? catalogue.get(name.trim().toLowerCase());
  if (entry) return entry;
  throw new SaliencyError(
    'bad-option',
    `There is no model called "${name}". Use one of ${[...catalogue.keys()].join(', ')}; a page may also give the URL of an .onnx file.`,
    { details: { name, known: [...catalogue.keys()] } },
  );
}

/** The entry as a model card, its labels fetched where they are a reference. */
export async function cardOf(entry: CatalogueEntry, context?: RequestContext): Promise<ModelCard> {
  const { name, input, output, layer, bytes, sha256, licence } = entry;
  const labels = await resolveLabels(entry.labels, context);
  return { name, input, output, labels, layer, bytes, sha256, licence };
}
