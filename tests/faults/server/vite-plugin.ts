import type { Plugin } from 'vite';
import { handleFault } from './fault-server.js';

/** A policy that allows scripts, of which WebAssembly is none (CSP 3, 8.4: 'wasm-unsafe-eval'). */
const WITHOUT_WASM = "script-src 'self' 'unsafe-inline'";

/**
 * The server of faults under `/faults/` of the page's own origin, where no CORS applies; and a strict
 * Content-Security-Policy for every address that ends in `without-wasm`.
 */
export function faultsOfOwnOrigin(): Plugin {
  return {
    name: 'faults-of-own-origin',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.endsWith('without-wasm'))
          response.setHeader('Content-Security-Policy', WITHOUT_WASM);
        next();
      });
      server.middlewares.use('/faults', (request, response) => {
        handleFault(request, response).catch(() => response.destroy());
      });
    },
  };
}
