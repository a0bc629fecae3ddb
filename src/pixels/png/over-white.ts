/** Every value over white, in `OVER_WHITE[256 * alpha + value]`: rounded once, halves there are none. */
let table: Uint8Array | undefined;

export function overWhite(): Uint8Array {
  table ??= Uint8Array.from({ length: 65_536 }, (_, i) => {
    const [alpha, value] = [i >> 8, i & 255];
    return Math.round((value * alpha + 255 * (255 - alpha)) / 255);
  });
  return table;
}
