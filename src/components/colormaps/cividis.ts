import { rampColormap } from './colormap.js';

/**
 * Looks alike to readers with and without red-green colour-vision deficiency: Nunez, Anderton and Renslow,
 * PLOS ONE 13(7), 2018, doi:10.1371/journal.pone.0199239.
 * 33 evenly spaced samples of the published 256-entry table; linear interpolation is within 6/255 of it.
 */
export const cividis = rampColormap(
  '00224e00285b002e6a0433711a386f273e6e32436d3b496c434e6c4b546c52596d' +
    '5a5f6e61656f686a716f70737576767c7b788481798b8778938d789b9376a39a75' +
    'aba072b3a670bbad6cc3b469ccba64d4c15fddc958e6d051efd748f8df3cfee838',
);
