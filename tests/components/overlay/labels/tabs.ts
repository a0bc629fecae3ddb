import { onTestFinished } from 'vitest';
import type { LabelBook } from '../../../../src/drafts/labels/label-book.js';
import { KeptBook } from '../../../../src/components/overlay/labels/kept-book.js';
import type { OpenOptions } from '../../../../src/components/overlay/labels/open-label-database.js';

const MODULE = new URL('../../../../src/components/overlay/labels/kept-book.ts', import.meta.url).href;

let count = 0;

/** A name under which nothing is kept yet. */
export function freshName(): string {
  count++;
  return `test-${Date.now()}-${count}`;
}

/** A book in this page, which ends with the test. */
export function openBook(name: string, options?: OpenOptions): KeptBook {
  const kept = new KeptBook(name, options);
  onTestFinished(() => kept.close());
  return kept;
}

/** What a reload finds. */
export async function reopened(name: string): Promise<LabelBook> {
  const kept = openBook(name);
  await kept.ready;
  if (kept.failed) throw kept.failed;
  return kept.book;
}

export interface Tab {
  readonly kept: KeptBook;
  readonly frame: HTMLIFrameElement;
}

/** A book in a realm of its own, which can be left and reloaded like a tab. */
export async function openTab(name: string): Promise<Tab> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<script type="module">
    import { KeptBook } from ${JSON.stringify(MODULE)};
    window.kept = new KeptBook(${JSON.stringify(name)});
    await window.kept.ready;
    window.isReady = true;
  </script>`;
  onTestFinished(() => frame.remove());
  document.body.append(frame);
  return { frame, kept: await keptIn(frame) };
}

/** The book of a tab once it is ready, after a reload too. */
export async function keptIn(frame: HTMLIFrameElement): Promise<KeptBook> {
  const page = (): { kept: KeptBook; isReady?: boolean } => frame.contentWindow as never;
  while (!page().isReady) await pause();
  return page().kept;
}

export function pause(ms = 10): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Everything that a book holds. */
export function contents(book: LabelBook): unknown {
  return book.images().map(({ id, description, held }) => ({ id, description, held }));
}
