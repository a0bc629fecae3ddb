/**
 * Means over the square of 2 * radius + 1 pixels around each pixel; beyond the edge there is nothing to average.
 * Running sums make its cost independent of the radius.
 */
export function boxMean(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = runningMeans(plane, { lines: height, lineStep: width, length: width, step: 1 }, radius);
  return runningMeans(across, { lines: width, lineStep: 1, length: height, step: width }, radius);
}

interface Lines {
  readonly lines: number;
  readonly lineStep: number;
  readonly length: number;
  readonly step: number;
}

function runningMeans(
  plane: Float32Array,
  { lines, lineStep, length, step }: Lines,
  radius: number,
): Float32Array {
  const means = new Float32Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    let sum = 0;
    let count = 0;
    for (let i = 0; i < Math.min(radius, length); i++, count++) sum += plane[start + i * step];
    for (let i = 0; i < length; i++) {
      if (i + radius < length) {
        sum += plane[start + (i + radius) * step];
        count++;
      }
      if (i > radius) {
        sum -= plane[start + (i - radius - 1) * step];
        count--;
      }
      means[start + i * step] = sum / count;
    }
  }
  return means;
}
