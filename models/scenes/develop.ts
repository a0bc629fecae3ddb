import { createCanvas } from './canvas.js';
import { IMAGE_HEIGHT as HEIGHT, IMAGE_WIDTH as WIDTH } from './camera.js';
import type { Random } from './random.js';

/** Depth of field: a blurred copy shows through above and below the band in focus. */
function defocus(sharp: OffscreenCanvas, random: Random, tilt: number): OffscreenCanvas {
  const { canvas, context } = createCanvas(WIDTH, HEIGHT);
  const base = random.chance(0.6) ? random.range(0, 0.6) : random.range(0.6, 1.4);
  context.filter = base > 0.2 ? `blur(${base.toFixed(2)}px)` : 'none';
  context.drawImage(sharp, 0, 0);
  const depth = tilt * random.range(0, 4.5);
  if (depth < 0.5) return canvas;
  const blurred = createCanvas(WIDTH, HEIGHT);
  blurred.context.filter = `blur(${depth.toFixed(2)}px)`;
  blurred.context.drawImage(sharp, 0, 0);
  blurred.context.filter = 'none';
  const focus = random.range(0.35, 0.75);
  const mask = blurred.context.createLinearGradient(0, 0, 0, HEIGHT);
  mask.addColorStop(0, 'rgb(0 0 0 / 1)');
  mask.addColorStop(Math.max(0.01, focus - 0.25), 'rgb(0 0 0 / 0)');
  mask.addColorStop(Math.min(0.99, focus + 0.25), 'rgb(0 0 0 / 0)');
  mask.addColorStop(1, 'rgb(0 0 0 / 0.8)');
  blurred.context.globalCompositeOperation = 'destination-in';
  blurred.context.fillStyle = mask;
  blurred.context.fillRect(0, 0, WIDTH, HEIGHT);
  context.filter = 'none';
  context.drawImage(blurred.canvas, 0, 0);
  return canvas;
}

/** Exposure, white balance, contrast, vignette and sensor noise, as a camera leaves them in its JPEG. */
function expose(canvas: OffscreenCanvas, random: Random) {
  const context = canvas.getContext('2d')!;
  const image = context.getImageData(0, 0, WIDTH, HEIGHT);
  const { data } = image;
  const exposure = Math.exp(random.gaussian() * 0.16);
  const warmth = random.gaussian() * 0.05;
  const gains = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)];
  const contrast = random.range(0.88, 1.15);
  const lift = random.range(-6, 10);
  const vignette = random.range(0, 0.45);
  const noise = random.chance(0.25) ? random.range(5, 11) : random.range(0.5, 4.5);
  // A short table of gaussians: noise costs a look-up, not a logarithm, for each of 430 080 samples.
  const grains = Float32Array.from({ length: 4099 }, () => random.gaussian() * noise);
  let grain = random.int(0, 4098);
  for (let y = 0; y < HEIGHT; y++) {
    const dy = (2 * y) / HEIGHT - 1;
    for (let x = 0; x < WIDTH; x++) {
      const dx = (2 * x) / WIDTH - 1;
      const shade = 1 - vignette * 0.5 * (dx * dx + dy * dy);
      const offset = 4 * (y * WIDTH + x);
      for (let channel = 0; channel < 3; channel++) {
        grain = (grain + 1 + (random.next() < 0.05 ? 7 : 0)) % 4099;
        const value = data[offset + channel]! * gains[channel]! * shade;
        data[offset + channel] = (value - 118) * contrast + 118 + lift + grains[grain]!;
      }
    }
  }
  context.putImageData(image, 0, 0);
}

/** From a clean rendering to the photograph: lens, sensor, JPEG. `tilt` is 0 for a camera that looks straight down. */
export async function develop(rendering: HTMLCanvasElement, random: Random, tilt: number): Promise<Blob> {
  const { canvas: clean, context } = createCanvas(WIDTH, HEIGHT);
  context.drawImage(rendering, 0, 0, WIDTH, HEIGHT);
  const photograph = defocus(clean, random, tilt);
  expose(photograph, random);
  return photograph.convertToBlob({ type: 'image/jpeg', quality: random.range(0.72, 0.9) });
}
