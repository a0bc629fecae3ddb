import { SaliencyError } from '../../../errors.js';
import type { ExplainOptions } from '../../explanation.js';

/** What the classes of a model are called, and how many there are. */
export interface ModelClasses {
  readonly labels: readonly string[];
  readonly count: number;
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
  if (target === 'top') return 'top';
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

function indexOf(wanted: number | string, { labels, count }: ModelClasses): number | undefined {
  const named = typeof wanted === 'string' ? findLabel(wanted, labels) : wanted;
  const index = named < 0 && /^\d+$/.test(String(wanted)) ? Number(wanted) : named;
  return Number.isInteger(index) && index >= 0 && index < count ? index : undefined;
}

const plain = (label: string): string => label.trim().toLowerCase();

/** ImageNet's labels list synonyms after commas; any of them will do. */
function findLabel(wanted: string, labels: readonly string[]): number {
  if (plain(wanted) === '') return -1;
  const exact = labels.indexOf(wanted);
  if (exact >= 0) return exact;
  const whole = labels.findIndex((label) => plain(label) === plain(wanted));
  if (whole >= 0) return whole;
  return labels.findIndex((label) => label.split(',').some((synonym) => plain(synonym) === plain(wanted)));
}
