import { rampColormap } from './colormap.js';

/**
 * Perceptually uniform, monotone in lightness: S. van der Walt and N. Smith, matplotlib 1.5 (2015), CC0.
 * 33 evenly spaced samples of the published 256-entry table; linear interpolation is within 2/255 of it.
 */
export const viridis = rampColormap(
  '440154470d6048186a482374472d7b4536814240863f49893b528b375a8d33638d' +
    '2f6a8e2c728e297a8e26818e23898e21908c1f988b1f9f8821a68528ae8031b57b' +
    '3ebc744cc26c5dc9636ece5882d34c96d83fabdc32c0df24d5e21aeae51afde725',
);
