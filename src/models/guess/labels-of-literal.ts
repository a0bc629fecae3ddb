import { isMap, type Literal } from './read-literal.js';

/** Labels in the order of their classes, or why there are none, as a phrase. */
export type FoundLabels = { readonly labels: readonly string[] } | { readonly problem: string };

type Entry = readonly [Literal, Literal];

const isWordNet = (value: Literal): boolean => typeof value === 'string' && /^n\d{8}$/.test(value);

/** The name of a class; of `[WordNet id, name]`, the name. */
function nameOf(value: Literal): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length === 2 && isWordNet(value[0] as Literal))
    return nameOf(value[1] as Literal);
  return undefined;
}

function indexOf(value: Literal): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Keys that hold the labels of a larger record. */
const HOLDERS: readonly string[] = ['id2label', 'label2id', 'names', 'labels', 'classes', 'class_names'];

/**
 * Labels of a list, of a dictionary from index to name, or from name to index, whatever the order of its entries.
 *
 * @param classes how many there are; a class that a dictionary leaves out is called by its number
 */
export function labelsOfLiteral(value: Literal, classes?: number): FoundLabels {
  if (Array.isArray(value)) return labelsOfList(value as readonly Literal[], classes);
  if (!isMap(value)) return { problem: 'it is neither a list nor a dictionary' };
  const held = HOLDERS.flatMap((key) =>
    value.entries.filter(([name, inner]) => name === key && typeof inner === 'object'),
  );
  if (held.length > 0) return labelsOfLiteral(held[0][1], classes);
  return labelsOfEntries(value.entries, classes);
}

function labelsOfList(list: readonly Literal[], classes: number | undefined): FoundLabels {
  const names = list.map(nameOf);
  if (list.length > 0 && names.every((name) => name !== undefined)) return { labels: names };
  const isPair = (item: Literal): item is readonly [Literal, Literal] =>
    Array.isArray(item) && item.length === 2;
  if (list.length > 0 && list.every(isPair)) return labelsOfEntries(list, classes);
  return { problem: 'it is not a list of names' };
}

/** Which of a dictionary's two sides are numbers of classes. */
function labelsOfEntries(entries: readonly Entry[], classes: number | undefined): FoundLabels {
  const byKey = placed(entries, classes);
  const byValue = placed(
    entries.map(([key, value]) => [value, key]),
    classes,
  );
  const areBoth = 'labels' in byKey && 'labels' in byValue;
  if (areBoth && byKey.labels.join('\n') !== byValue.labels.join('\n'))
    return { problem: 'it could be read from number to name and from name to number' };
  if ('labels' in byKey) return byKey;
  return 'labels' in byValue || !hasIndices(entries) ? byValue : byKey;
}

function hasIndices(entries: readonly Entry[]): boolean {
  return entries.every(([key]) => indexOf(key) !== undefined);
}

function placed(entries: readonly Entry[], classes: number | undefined): FoundLabels {
  const size = classes ?? entries.length;
  const labels = new Map<number, string>();
  for (const [place, value] of entries) {
    const [index, name] = [indexOf(place), nameOf(value)];
    if (index === undefined) return { problem: 'its names have no numbers from 0 on' };
    if (name === undefined) return { problem: `class ${index} has no name in it` };
    if (index >= size) return { problem: `it names a class ${index}, of ${size} classes counted from 0` };
    if (labels.has(index)) return { problem: `it names class ${index} twice` };
    labels.set(index, name);
  }
  if (labels.size === 0) return { problem: 'it is empty' };
  return { labels: Array.from({ length: size }, (_, index) => labels.get(index) ?? `class ${index}`) };
}
