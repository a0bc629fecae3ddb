import { expect, test } from 'vitest';
import { choiceOf, DEFAULT_LAYERS, layersOf } from '../../../../src/components/panel/model/chosen-layers.js';

const INFO = { defaultLayer: 'late', defaultLayers: ['early', 'late'] };

test.each([
  ['nothing set, of a method that fuses', DEFAULT_LAYERS, true, ['early', 'late']],
  ['nothing set, of a method that does not', DEFAULT_LAYERS, false, ['late']],
  ['one layer', { layer: 'early', layers: undefined }, true, ['early']],
  ['several, which go before the one', { layer: 'early', layers: ['a', 'b'] }, false, ['a', 'b']],
  ['an empty list, as if left out', { layer: 'early', layers: [] }, true, ['early']],
])('layers of %s', (_name, chosen, fuses, names) => {
  expect(layersOf(chosen, INFO, fuses)).toEqual(names);
});

test('what is the default anyway is not set', () => {
  expect(choiceOf(['early', 'late'], INFO, true)).toEqual(DEFAULT_LAYERS);
  expect(choiceOf(['late'], INFO, false)).toEqual(DEFAULT_LAYERS);
  expect(choiceOf(['late'], INFO, true)).toEqual({ layer: 'late', layers: undefined });
  expect(choiceOf(['late', 'early'], INFO, true)).toEqual({ layer: undefined, layers: ['late', 'early'] });
});
