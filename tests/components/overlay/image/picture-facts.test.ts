import { expect, test } from 'vitest';
import { describePicture } from '../../../../src/components/overlay/image/picture-facts.js';

const SIZE = { width: 4, height: 3 };

test.each([
  ['/photos/100%.jpg', '100%.jpg'],
  ['/r%E9sum.jpg', 'r%E9sum.jpg'],
  ['/a%20cat.jpg?v=1', 'a cat.jpg'],
  ['/', 'image'],
])('the picture at %s goes by the name %s', (path, fileName) => {
  const image = new Image();
  image.src = new URL(path, 'https://saliency.invalid').href;
  expect(describePicture(image, undefined, SIZE)).toEqual({ fileName, url: image.src, ...SIZE });
});
