import { SaliencyError } from '../../../errors.js';
import type { ExplainOptions } from '../../explanation.js';

/** What the classes of a model are called, and how many there are. */
export interface ModelClasses {
  readonly labels: readonly string[];
  readonly count: number;
  /** What `top` means where it is not the class that scores highest. */
  readonly only?: number;
}

/**
 * The class of a name: an index, a label, or an index in digits. `top` is a name like any other here, since which class
 * scores highest is known only after a run: {@link chosenTarget} is for that.
 *
 * @throws SaliencyError `bad-option` for a class that the model does not have
 */
export function chosenClass(wanted: number | string, classes: ModelClasses): number {
  const index = indexOf(wanted, classes);
  if (index !== undefined) return index;
  throw noClass(
    wanted,
    classes,
    wanted === 'top' ? 'or a label; `top` is only for `targetClass`' : 'or a label',
  );
}

/**
 * The class that `targetClass` means: as {@link chosenClass}, or the one with the highest score.
 *
 * @throws SaliencyError `bad-option` for a class that the model does not have
 */
export function chosenTarget(target: ExplainOptions['targetClass'], classes: ModelClasses): 'top' | number {
  if (target === 'top') return classes.only ?? 'top';
  const index = indexOf(target, classes);
  if (index !== undefined) return index;
  throw noClass(target, classes, 'a label, or "top"');
}

/** @throws SaliencyError `bad-option` as {@link chosenClass} */
export function chosenVersus(versus: ExplainOptions['versus'], classes: ModelClasses): number | undefined {
  return versus === undefined ? undefined : chosenClass(versus, classes);
}

/** @throws SaliencyError `bad-option` as {@link chosenClass}, and for what is not a list */
export function chosenClasses(wanted: ExplainOptions['classes'] = [], classes: ModelClasses): number[] {
  if (Array.isArray(wanted)) return wanted.map((one: number | string) => chosenClass(one, classes));
  throw new SaliencyError(
    'bad-option',
    `classes is ${String(wanted)}; give a list of indices and labels, such as [0, "cat"].`,
  );
}

function noClass(wanted: unknown, { labels, count }: ModelClasses, rest: string): SaliencyError {
  const known = labels.slice(0, 10).join('; ');
  const hint = known ? ` Its first labels are: ${known}.` : '';
  return new SaliencyError(
    'bad-option',
    `The model has no class "${String(wanted)}"; choose an index from 0 to ${count - 1}, ${rest}.${hint}`,
  );
}

/** @throws SaliencyError `bad-option` for a label that means several classes */
function indexOf(wanted: number | string, classes: ModelClasses): number | undefined {
  const { labels, count } = classes;
  const [named = -1, ...others] = typeof wanted === 'string' ? findLabel(wanted, labels) : [wanted];
  if (others.length > 0) throw severalClasses(String(wanted), [named, ...others], labels);
  const index = named < 0 && /^\d+$/.test(String(wanted)) ? Number(wanted) : named;
  return Number.isInteger(index) && index >= 0 && index < count ? index : undefined;
}

function severalClasses(
  wanted: string,
  indices: readonly number[],
  labels: readonly string[],
): SaliencyError {
  const list = indices.map((index) => `${index} ("${labels[index]}")`).join(', ');
  return new SaliencyError(
    'bad-option',
    `${indices.length} classes are called "${wanted}": ${list}. Give the index of one of them, or its whole label.`,
    { details: { label: wanted, classes: indices } },
  );
}

const plain = (label: string): string => label.trim().toLowerCase();
const synonyms = (label: string): string[] => label.split(',').map(plain);
/** Without the number that tells it from others of the same name. */
const bare = (label: string): string => label.replace(/ \(class \d+\)'*$/, '');

/** Ways in which a label is meant, the most exact first. ImageNet's labels list synonyms after commas. */
const MATCHES: readonly ((label: string, wanted: string) => boolean)[] = [
  (label, wanted) => label === wanted,
  (label, wanted) => plain(label) === plain(wanted),
  (label, wanted) => bare(label) !== label && plain(bare(label)) === plain(wanted),
  (label, wanted) => synonyms(bare(label)).includes(plain(wanted)),
];

/** The classes that a label means in the most exact way there is. */
function findLabel(wanted: string, labels: readonly string[]): number[] {
  if (plain(wanted) === '') return [];
  for (const matches of MATCHES) {
    const found = labels.flatMap((label, index) => (matches(label, wanted) ? [index] : []));
    if (found.length > 0) return found;
  }
  return [];
}
