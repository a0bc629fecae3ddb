/** Morphological opening by a square of 3 x 3: threads and specks go, what is thicker keeps its place. */
export function openMask(mask: Uint8Array, width: number, height: number): Uint8Array {
  const eroded = extreme(mask, width, height, 0);
  return extreme(eroded, width, height, 1);
}

/** 1 where the wanted value is in the square around the pixel (dilation), or else nothing but it (erosion). */
function extreme(mask: Uint8Array, width: number, height: number, wanted: 0 | 1): Uint8Array {
  const across = new Uint8Array(mask.length);
  const result = new Uint8Array(mask.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const found =
        mask[i] === wanted || (x > 0 && mask[i - 1] === wanted) || (x < width - 1 && mask[i + 1] === wanted);
      across[i] = found ? wanted : 1 - wanted;
    }
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const found =
        across[i] === wanted ||
        (y > 0 && across[i - width] === wanted) ||
        (y < height - 1 && across[i + width] === wanted);
      result[i] = found ? wanted : 1 - wanted;
    }
  }
  return result;
}
