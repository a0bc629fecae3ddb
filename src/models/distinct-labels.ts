/**
 * Labels that tell classes apart: annotation formats know a class by its name alone, and many a list of
 * ImageNet's labels has two that are called "crane". Each of them gets the number of its class; all others stay as they are.
 */
export function distinctLabels(labels: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const taken = new Set(labels);
  return labels.map((label, index) => {
    if (counts.get(label) === 1) return label;
    let name = `${label} (class ${index})`;
    while (taken.has(name)) name += "'";
    taken.add(name);
    return name;
  });
}

/** The names that {@link distinctLabels} gave more than one class, each with the classes that it was of. */
export function sharedLabels(labels: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const classes = new Map<string, number[]>();
  labels.forEach((label, index) => classes.set(label, [...(classes.get(label) ?? []), index]));
  return new Map([...classes].filter(([, indices]) => indices.length > 1));
}
