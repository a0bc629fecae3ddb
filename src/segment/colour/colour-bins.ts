/** Bins of L*, a* and b* at 16 levels each, of colours scaled to [0, 1]. */
export function colourBins(lab: Float32Array): Uint16Array {
  const level = (value: number): number => Math.min(15, Math.max(0, Math.floor(value * 15.9375)));
  const bins = new Uint16Array(lab.length / 3);
  for (let i = 0; i < bins.length; i++)
    bins[i] = level(lab[i * 3]) * 256 + level(lab[i * 3 + 1]) * 16 + level(lab[i * 3 + 2]);
  return bins;
}
