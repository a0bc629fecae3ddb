/**
 * Asks the browser not to evict this origin's data when the disk runs full. Only a page may ask, not a worker;
 * resolves to whether the data is safe now. A refusal costs nothing: what was evicted is fetched again.
 */
export async function persistStorage(): Promise<boolean> {
  try {
    const { storage } = navigator;
    if (!storage?.persist) return false;
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return false;
  }
}
