const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Which of some items an arrow key leads to from the one that has the focus, round and round; undefined for other keys. */
export function arrowTarget<Item extends HTMLElement>(
  { key, target }: KeyboardEvent,
  items: readonly Item[],
): Item | undefined {
  const at = items.findIndex((item) => item === target);
  const isBackward = /Left|Right/.test(key) && at >= 0 && getComputedStyle(items[at]).direction === 'rtl';
  const step = isBackward ? -STEPS[key] : STEPS[key];
  return at < 0 || !(key in STEPS) ? undefined : items[(at + step + items.length) % items.length];
}
