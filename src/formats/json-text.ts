/** JSON for people to read as well: indented, but with lists of numbers on one line. */
export function jsonText(value: unknown): string {
  const indented = JSON.stringify(value, null, 2);
  // Line breaks inside strings are escaped, so what spans lines here is not a string.
  const numbers = /\[\n\s*(-?\d[^[\]{}"]*?)\n\s*\]/g;
  return `${indented.replace(numbers, (_, list: string) => `[${list.replace(/,\n\s*/g, ', ')}]`)}\n`;
}
