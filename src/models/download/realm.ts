/** Where code runs, as far as its requests depend on that: in a page (or a worker of one), or in a process of its own. */
export interface Realm {
  /** Origin of the page; absent in a process, where neither CORS nor a policy of the page can be why a request fails. */
  readonly origin?: string;
  /** Whether the device itself says that it has no network. */
  isOffline(): boolean;
}

/** A process, such as that of the command. */
export const PROCESS: Realm = { isOffline: () => false };
