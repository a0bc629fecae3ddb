import { rampColormap } from './colormap.js';

/**
 * A rainbow without jet's false edges: A. Mikhailov, "Turbo, an improved rainbow colormap", Google AI blog, 2019.
 * 33 evenly spaced samples of the published 256-entry table; linear interpolation is within 2/255 of it.
 */
export const turbo = rampColormap(
  '30123b392a734040a14456c7466be3467ff64293ff37a7fa29bbec1dcdd818dcc3' +
    '1ee8b031f2994cf97e6bfd648aff4da3fd3cb8f735cced34dee037edd03af8c03a' +
    'fdae35fe982cfb8022f56817ec520fe04009d23105c02302ac1701950d017a0403',
);
