import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { BROWSER_ARGS, findBrowser } from './scripts/find-browser.mjs';
import { faultsOfOwnOrigin } from './tests/faults/server/vite-plugin.js';

/**
 * `node`: the pure folders and the command. `browser`: the worker and the element in a real Chromium,
 * with real models through the real runtime. `e2e`: built pages driven from outside, as a user would.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'tests/{async,geometry,onnx,lowering,gradient,cam,segment,drafts,formats,hosts,cli,models,pixels,evaluate}/**/*.test.ts',
            'tests/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        extends: './vite.config.ts',
        plugins: [faultsOfOwnOrigin()],
        test: {
          name: 'browser',
          include: ['tests/{worker,components,browser,faults}/**/*.test.ts'],
          globalSetup: ['tests/faults/server/global-setup.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: false,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findBrowser(), args: BROWSER_ARGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
