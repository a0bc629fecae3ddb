/** A picture's channels by what a card calls them. */
const COLOURS: Readonly<Record<number, string>> = { 1: 'GRAY', 3: 'RGB' };

/**
 * The line by which a page or a program gives the shape of a model's image, as an order: `modelCard` is the element's
 * property, `card` what the engine takes beside `data`.
 */
export function cardLine(input: string, [, second, third, fourth]: readonly number[]): string {
  const isLast = COLOURS[second] === undefined && COLOURS[fourth] !== undefined;
  const [channels, height, width] = isLast ? [fourth, second, third] : [second, third, fourth];
  const zeros = Array.from({ length: channels === 1 ? 1 : 3 }, () => 0);
  const fields = [
    `name: ${JSON.stringify(input)}`,
    `layout: '${isLast ? 'NHWC' : 'NCHW'}'`,
    `width: ${width}`,
    `height: ${height}`,
    `channels: '${COLOURS[channels] ?? 'RGB'}'`,
    'range: [0, 1]',
    `mean: [${zeros.join(', ')}]`,
    `std: [${zeros.map(() => 1).join(', ')}]`,
    "resize: 'stretch'",
  ];
  return `set modelCard (the engine's card) to { input: { ${fields.join(', ')} } }`;
}
