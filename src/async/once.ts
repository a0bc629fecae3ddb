/**
 * `make` with a memory: it is called once for each key, and whoever asks with that key shares the promise. A rejection
 * is forgotten, so that the next one to ask tries again: what failed for want of a network is not lost for ever.
 */
export function once<T, Key = void>(make: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const made = new Map<Key, Promise<T>>();
  return (key) => {
    const known = made.get(key);
    if (known) return known;
    const promise = make(key);
    made.set(key, promise);
    promise.catch(() => made.delete(key));
    return promise;
  };
}
