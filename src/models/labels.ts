import { SaliencyError } from '../errors.js';
import { fetchText } from './download/fetch-text.js';
import type { RequestContext } from './download/request.js';
import { labelsOfLiteral } from './guess/labels-of-literal.js';
import { readLiteral } from './guess/read-literal.js';

/** Label lists that come with the package. */
const LISTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  'imagenet-1k': async () => (await import('../../models/labels/imagenet-1k.json')).default.labels,
};

/** Whether `name` is a list of the package, rather than an address. */
export function isLabelList(name: string): boolean {
  return Object.hasOwn(LISTS, name);
}

/**
 * Labels from a file's text: a list, a dictionary from index to label or from label to index, as JSON or as
 * Python prints it, or one label a line.
 * A leading WordNet id (`n01440764 tench, Tinca tinca`) is dropped, as in the model zoo's synset.txt.
 *
 * @throws SaliencyError `bad-option` for anything else.
 */
export function parseLabels(text: string, source: string): readonly string[] {
  const bad = (why: string): SaliencyError =>
    new SaliencyError(
      'bad-option',
      `The labels in ${source} ${why}. Give one label a line, or a JSON array of strings.`,
    );
  const trimmed = text.trim();
  if (trimmed === '') throw bad('are empty');
  if (!/^[[{]/.test(trimmed)) {
    return trimmed.split(/\r?\n/).map((line) => line.trim().replace(/^n\d{8}\s+/, ''));
  }
  const value = readLiteral(trimmed);
  if (value === undefined) throw bad('are not valid JSON');
  const found = labelsOfLiteral(value);
  if ('problem' in found) throw bad(`are JSON, but not a list of strings: ${found.problem}`);
  return found.labels;
}

/**
 * The labels themselves, from a list, a name (`imagenet-1k`), a URL, or a file.
 *
 * @throws SaliencyError `bad-option`, or those of {@link fetchText}.
 */
export async function resolveLabels(
  labels: readonly string[] | string | Blob,
  context?: RequestContext,
): Promise<readonly string[]> {
  if (labels instanceof Blob) return parseLabels(await labels.text(), 'the file');
  if (typeof labels !== 'string') return labels;
  const list = LISTS[labels];
  if (list) return list();
  return parseLabels(await fetchText(labels, 'list of labels', context), labels);
}
