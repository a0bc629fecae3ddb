/**
 * The labels with no name twice: further ones of a name get ` (2)`, ` (3)`, ... and keep their places, on which the class
 * numbers depend. Datumaro, and so CVAT, refuses a list that has one name twice, as ImageNet's has.
 */
export function labelsApart(labels: readonly string[]): string[] {
  const used = new Set(labels);
  const seen = new Set<string>();
  return labels.map((label) => {
    if (!seen.has(label)) {
      seen.add(label);
      return label;
    }
    let count = 2;
    while (used.has(`${label} (${count})`)) count++;
    used.add(`${label} (${count})`);
    return `${label} (${count})`;
  });
}
