import type { Plugin } from 'vite';
import { handleFault } from './fault-server.js';

/** The server of faults under `/faults/` of the page's own origin, where no CORS applies. */
export function faultsOfOwnOrigin(): Plugin {
  return {
    name: 'faults-of-own-origin',
    configureServer(server) {
      server.middlewares.use('/faults', (request, response) => {
        handleFault(request, response).catch(() => response.destroy());
      });
    },
  };
}
