import { extensionOf } from './extension-of.js';

/**
 * Names of which no two have the same key: the first of each keeps its own, the others get `-2`, `-3`, ... before the
 * extension. What has a name of its own never loses it to a suffix, and the same list gives the same names.
 */
export function keepApart(
  names: readonly string[],
  keyOf: (name: string) => string = (name) => name,
  taken: readonly string[] = [],
): string[] {
  const used = new Set(taken.map(keyOf));
  const first = names.map((name) => {
    const free = !used.has(keyOf(name));
    used.add(keyOf(name));
    return free;
  });
  const next = new Map<string, number>();
  return names.map((name, i) => {
    if (first[i]) return name;
    const extension = extensionOf(name);
    const base = name.slice(0, name.length - extension.length);
    let count = next.get(keyOf(name)) ?? 2;
    while (used.has(keyOf(`${base}-${count}${extension}`))) count++;
    next.set(keyOf(name), count + 1);
    used.add(keyOf(`${base}-${count}${extension}`));
    return `${base}-${count}${extension}`;
  });
}
