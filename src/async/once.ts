/**
 * Calls `make` at the first call and gives its promise to all later ones, whatever they pass; a failure is forgotten,
 * so that the next call tries again.
 */
export function once<Args extends readonly unknown[], T>(
  make: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...args) => {
    if (made) return made;
    const making = make(...args);
    made = making;
    making.catch(() => {
      if (made === making) made = undefined;
    });
    return making;
  };
}
