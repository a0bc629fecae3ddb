const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size for people, in powers of 1000 as browsers and disks count: `553 MB`, `4.9 MB`, `12 bytes`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
