import { expect, test } from 'vitest';
import { addressName } from '../../src/models/address-name.js';
import { modelName } from '../../src/models/download/model-key.js';

test.each([
  ['https://example.com/photos/cat.jpg', 'cat.jpg'],
  ['https://example.com/cat.jpg?size=/large#top', 'cat.jpg'],
  ['https://example.com/a%20b%2Bc.jpg', 'a b+c.jpg'],
  ['https://example.com/r%C3%A9sum%C3%A9%20%F0%9F%90%88%E2%82%AC.jpg', 'résumé 🐈€.jpg'],
  ['https://example.com/résumé.jpg', 'résumé.jpg'],
  ['https://example.com/100%.jpg', '100%.jpg'],
  ['https://example.com/100%25.jpg', '100%.jpg'],
  ['https://example.com/50%25 off %.onnx', '50% off %.onnx'],
  ['https://example.com/%zz%2', '%zz%2'],
  ['https://example.com/r%E9sum%e9.jpg', 'r%E9sum%e9.jpg'],
  ['https://example.com/%20%E9%20%C3%A9', ' %E9 é'],
  ['https://example.com/%C0%AF%ED%A0%80', '%C0%AF%ED%A0%80'],
  ['https://example.com/a%00%0Ab.jpg', 'a%00%0Ab.jpg'],
  ['models/100%.onnx?v=2', '100%.onnx'],
  ['blob:https://example.com/0a1b-2c', '0a1b-2c'],
])('%s leads to %s', (address, name) => {
  expect(addressName(address)).toBe(name);
});

test.each(['https://example.com/', 'https://example.com', 'https://example.com/folder/', 'data:,a/b%', ''])(
  '%j leads to no file that has a name',
  (address) => {
    expect(addressName(address)).toBeUndefined();
  },
);

test('a model without a name of its own goes by that of its file, or by the start of its address', () => {
  expect(modelName({ url: 'https://example.com/100%.onnx' })).toBe('100%.onnx');
  expect(modelName({ name: 'Cats', url: 'https://example.com/100%.onnx' })).toBe('Cats');
  expect(modelName({ url: 'https://example.com/' })).toBe('https://example.com/');
  expect(modelName({ url: `data:,${'x'.repeat(1e6)}` })).toHaveLength(80);
});
