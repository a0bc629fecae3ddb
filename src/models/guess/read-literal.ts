import { parseText } from './read-string.js';

/** What Python and JSON write of plain data; dictionaries keep their order, and their keys their types. */
export type Literal = string | number | boolean | null | readonly Literal[] | LiteralMap;
export interface LiteralMap {
  readonly entries: readonly (readonly [key: Literal, value: Literal])[];
}

export function isMap(value: Literal): value is LiteralMap {
  return typeof value === 'object' && value !== null && 'entries' in value && !Array.isArray(value);
}

const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const WORDS: Readonly<Record<string, Literal>> = {
  None: null,
  null: null,
  True: true,
  true: true,
  False: false,
  false: false,
};
/** A file may not make the parser overflow its stack. */
const MAX_DEPTH = 32;

/**
 * Reads lists, tuples, dictionaries, texts and numbers as JSON has them and as Python prints them, calls such as
 * `OrderedDict([...])` or `array([...], dtype=object)` by their first argument. Undefined: the text is something else.
 */
export function readLiteral(text: string): Literal | undefined {
  const reader = new Reader(text);
  try {
    return reader.whole();
  } catch (thrown) {
    if (thrown instanceof Unreadable) return undefined;
    throw thrown;
  }
}

class Unreadable extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Literal {
    const value = this.#value(0);
    this.#skip(/\s*/y);
    if (this.#at < this.#text.length) throw new Unreadable();
    return value;
  }

  #value(depth: number): Literal {
    if (depth > MAX_DEPTH) throw new Unreadable();
    this.#skip(/\s*/y);
    const next = this.#text[this.#at] ?? '';
    if (next in CLOSERS) return this.#collection(next, depth);
    const quoted = parseText(this.#text, this.#at);
    if (quoted) {
      this.#at = quoted.end;
      return quoted.value;
    }
    const number = this.#take(/[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    return this.#word(depth);
  }

  #word(depth: number): Literal {
    const word = this.#take(/[A-Za-z_][\w.]*/y);
    if (word === undefined) throw new Unreadable();
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    if (this.#text[this.#at] !== '(') throw new Unreadable();
    const value = this.#collection('(', depth, true);
    const [first] = Array.isArray(value) ? (value as readonly Literal[]) : [value];
    if (first === undefined) throw new Unreadable();
    return first;
  }

  #collection(opener: string, depth: number, isCall = false): Literal {
    this.#at++;
    const items: Literal[] = [];
    const entries: [Literal, Literal][] = [];
    let commas = 0;
    while (!this.#closes(CLOSERS[opener])) {
      if (isCall) this.#skip(/\s*[A-Za-z_]\w*\s*=(?!=)/y);
      const item = this.#argument(depth, isCall);
      if (opener === '{' && this.#take(/\s*:/y) !== undefined) entries.push([item, this.#value(depth + 1)]);
      else items.push(item);
      const isMore = this.#take(/\s*,/y) !== undefined;
      if (isMore) commas++;
      else if (this.#closes(CLOSERS[opener])) break;
      else throw new Unreadable();
    }
    if (entries.length > 0 && items.length > 0) throw new Unreadable();
    if (entries.length > 0 || (opener === '{' && items.length === 0)) return { entries };
    // Sets have no order
    if (opener === '{') throw new Unreadable();
    // ('a') is a text, ('a',) a tuple
    return opener === '(' && items.length === 1 && commas === 0 && !isCall ? items[0] : items;
  }

  /** Arguments of a call may be names of types: `dtype=object`. */
  #argument(depth: number, isCall: boolean): Literal {
    const type = isCall ? this.#take(/\s*[A-Za-z_][\w.]*(?=\s*[,)])/y) : undefined;
    if (type === undefined) return this.#value(depth + 1);
    return Object.hasOwn(WORDS, type.trim()) ? WORDS[type.trim()] : null;
  }

  #closes(closer: string): boolean {
    this.#skip(/\s*/y);
    if (this.#text[this.#at] !== closer) {
      if (this.#at >= this.#text.length) throw new Unreadable();
      return false;
    }
    this.#at++;
    return true;
  }

  #skip(pattern: RegExp): void {
    this.#take(pattern);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
