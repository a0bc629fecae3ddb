import { KeptBook } from './kept-book.js';

const books = new Map<string, KeptBook>();

/** The book that this browser keeps under `name`: one for the whole page, until it is closed. */
export function keptBook(name: string): KeptBook {
  const known = books.get(name);
  if (known && !known.isClosed) return known;
  const kept = new KeptBook(name);
  books.set(name, kept);
  return kept;
}
