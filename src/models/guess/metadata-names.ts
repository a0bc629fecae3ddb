/** `0: 'tench'` or `"0": "tench"`: what Python and JSON write of a dictionary. */
const ENTRY = /(?:["']?(\d+)["']?\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

/**
 * Class names from a model's metadata: a list or a dictionary by index, as JSON or as Python prints it
 * (`{0: 'tench', 1: "jack-o'-lantern"}`), or separated by line breaks. Undefined: not such a list.
 */
export function parseNames(text: string | undefined): readonly string[] | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  if (!/^[[{(]/.test(trimmed)) {
    const lines = trimmed.split(/\r?\n/);
    return lines.length > 1 ? lines.map((line) => line.trim()) : undefined;
  }
  const names: string[] = [];
  for (const [, index, single, double] of trimmed.matchAll(ENTRY)) {
    const at = index === undefined ? names.length : Number(index);
    if (at !== names.length) return undefined;
    names.push((single ?? double).replace(/\\(.)/g, '$1'));
  }
  return names.length > 0 ? names : undefined;
}
