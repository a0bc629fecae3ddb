export type Colour = readonly [red: number, green: number, blue: number];

export const mix = (a: Colour, b: Colour, t: number): Colour => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

export const scale = (colour: Colour, factor: number): Colour => [
  colour[0] * factor,
  colour[1] * factor,
  colour[2] * factor,
];

export const css = (colour: Colour, alpha = 1) =>
  `rgb(${colour.map((value) => Math.round(value)).join(' ')} / ${alpha})`;

export function createCanvas(width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return { canvas, context };
}

/** Fills a square canvas from a function of (u, v) in [0, 1) to a colour in 0..255. */
export function paintPixels(size: number, colourAt: (u: number, v: number) => Colour) {
  const { canvas, context } = createCanvas(size, size);
  const image = context.createImageData(size, size);
  let offset = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const colour = colourAt(x / size, y / size);
      image.data[offset] = colour[0];
      image.data[offset + 1] = colour[1];
      image.data[offset + 2] = colour[2];
      image.data[offset + 3] = 255;
      offset += 4;
    }
  }
  context.putImageData(image, 0, 0);
  return { canvas, context };
}
