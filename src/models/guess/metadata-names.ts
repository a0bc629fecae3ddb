import { labelsOfLiteral, type FoundLabels } from './labels-of-literal.js';
import { readLiteral } from './read-literal.js';

/** Under which names exporters write what the classes are called, the most usual first. */
const KEYS: readonly string[] = [
  'names',
  'labels',
  'classes',
  'class_names',
  'id2label',
  'label2id',
  'class_to_idx',
  'idx_to_class',
  'categories',
  'label_map',
];

export interface MetadataNames {
  readonly labels?: readonly string[];
  /** What there is and could not be used, and why, as sentences. */
  readonly notes: readonly string[];
}

/** What a model's metadata call its classes. */
export function metadataNames(metadata: ReadonlyMap<string, string>, classes: number): MetadataNames {
  const notes: string[] = [];
  for (const key of keysIn(metadata)) {
    const found = namesIn(metadata.get(key) ?? '', classes);
    const problem = 'labels' in found ? misfit(found.labels, classes) : found.problem;
    if ('labels' in found && problem === undefined) return { labels: found.labels, notes: [] };
    notes.push(`The class names in the file's metadata ("${key}") were not used: ${problem}.`);
  }
  return { notes };
}

function keysIn(metadata: ReadonlyMap<string, string>): string[] {
  const known = [...metadata].filter(([, text]) => text.trim() !== '').map(([key]) => key);
  return KEYS.flatMap((wanted) => known.filter((key) => key.toLowerCase() === wanted));
}

/** One number may be the score between two classes. */
function misfit(labels: readonly string[], classes: number): string | undefined {
  if (labels.length === classes || (classes === 1 && labels.length === 2)) return undefined;
  return `it has ${labels.length} names, and the model ${classes} classes`;
}

/** A list or a dictionary, as JSON or as Python prints it, or names between line breaks or commas. */
function namesIn(text: string, classes: number): FoundLabels {
  const trimmed = text.trim();
  if (/^(?:[[{(]|[A-Za-z_.]+\()/.test(trimmed)) {
    const value = readLiteral(trimmed);
    if (value !== undefined) return labelsOfLiteral(value, numberOfNames(value, classes));
    if (/^[[{(]/.test(trimmed)) return { problem: 'it is neither JSON nor what Python prints' };
  }
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  const numbered = lines.map((line) => /^(\d+)\s*[:=\t]\s*(.+)$/.exec(line));
  if (lines.length > 1 && numbered.every((found) => found !== null))
    return labelsOfLiteral(
      numbered.map(([, index, name]) => [Number(index), unquoted(name)]),
      classes,
    );
  if (lines.length > 1) return { labels: lines };
  const parts = trimmed.split(/[,;|]/).map((part) => part.trim());
  if (parts.length > 1 && parts.length === classes) return { labels: parts };
  if (classes === 1) return { labels: parts.length === 2 ? parts : [trimmed] };
  return { problem: 'it is not a list of names' };
}

function unquoted(text: string): string {
  const value = readLiteral(text);
  return typeof value === 'string' ? value : text;
}

/** A dictionary of two classes goes with one number, too. */
function numberOfNames(value: ReturnType<typeof readLiteral>, classes: number): number {
  if (classes !== 1 || typeof value !== 'object' || value === null) return classes;
  const size =
    'entries' in value && !Array.isArray(value) ? (value as { entries: unknown[] }).entries.length : 1;
  return size === 2 ? 2 : classes;
}
