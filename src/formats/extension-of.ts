/** With its dot; empty for a name without one, and for one that begins with its only dot. */
export function extensionOf(name: string): string {
  return /[^/\\](\.[^./\\]*)$/.exec(name)?.[1] ?? '';
}
