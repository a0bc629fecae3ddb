import type { TestProject } from 'vitest/node';
import { startFaultServer } from './fault-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origin of the server of faults, another one than the page's. */
    faultOrigin: string;
  }
}

/** One server of faults for all browser tests of a run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { server, origin } = await startFaultServer();
  project.provide('faultOrigin', origin);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
