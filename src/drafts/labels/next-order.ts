let last = 0;

/**
 * A number above all that were given before: here because they are counted, in earlier sessions and in other tabs
 * by the clock (microseconds since 1970, which leaves room in a double until 2255).
 */
export function nextOrder(): number {
  last = Math.max(last + 1, Date.now() * 1000);
  return last;
}
