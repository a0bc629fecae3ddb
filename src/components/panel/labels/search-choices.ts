import { foldText } from './fold-text.js';
import type { LabelChoice } from './label-choice.js';

/** A text to be searched, folded once. */
interface Entry {
  readonly text: string;
  /** Letters and digits only: who types "t shirt" or "tshirt" means "T-shirt". */
  readonly squeezed: string;
}

/** How well an entry answers; lower goes first. */
const RANKS = [
  ({ text }: Entry, { text: query }: Query) => text === query,
  ({ text }: Entry, { text: query }: Query) => text.startsWith(query),
  ({ text }: Entry, { words }: Query) => words.every((word) => beginsWord(text, word)),
  ({ text, squeezed }: Entry, query: Query) =>
    query.words.every((word) => text.includes(word)) ||
    (query.squeezed !== '' && squeezed.includes(query.squeezed)),
];

interface Query extends Entry {
  readonly words: readonly string[];
}

const OTHER = /[^\p{L}\p{N}]+/gu;
const LETTER_BEFORE = /[\p{L}\p{N}]$/u;

const entries = new Map<string, Entry>();
/** More texts than anybody has classes: what was searched before is dropped. */
const MOST_ENTRIES = 1e5;

function entryOf(text: string): Entry {
  const known = entries.get(text);
  if (known) return known;
  if (entries.size >= MOST_ENTRIES) entries.clear();
  const folded = foldText(text);
  const entry = { text: folded, squeezed: folded.replace(OTHER, '') };
  entries.set(text, entry);
  return entry;
}

function beginsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !LETTER_BEFORE.test(text.slice(Math.max(0, at - 2), at))) return true;
  return false;
}

/**
 * The choices that a query means: those that it begins, then those in which each of its words begins one, then those that
 * it is anywhere in; equally good ones in the order given. An empty query means all of them.
 */
export function searchChoices(choices: readonly LabelChoice[], query: string): readonly LabelChoice[] {
  const text = foldText(query);
  if (text === '') return choices;
  const asked = { text, squeezed: text.replace(OTHER, ''), words: text.split(' ') };
  const found: LabelChoice[][] = RANKS.map(() => []);
  for (const choice of choices) {
    const entry = entryOf(choice.text);
    const rank = RANKS.findIndex((answers) => answers(entry, asked));
    if (rank >= 0) found[rank].push(choice);
  }
  return found.flat();
}
