import { rampColormap } from './colormap.js';

/**
 * Perceptually uniform, from black to pale yellow: N. Smith and S. van der Walt, matplotlib 1.5 (2015), CC0.
 * 33 evenly spaced samples of the published 256-entry table; linear interpolation is within 2/255 of it.
 */
export const inferno = rampColormap(
  '0000040403120b0724150b37210c4a2e0a5a3c09654a0c6b57106d63146e70196e' +
    '7d1e6d89226a962766a32b61af315cbb3755c63e4dd14644db4f3be35932eb6528' +
    'f1711ef67f14f98d0afb9c06fcab0ffbba1ff9ca32f5d949f2e865f3f586fcffa4',
);
