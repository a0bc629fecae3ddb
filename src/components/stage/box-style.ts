/**
 * Colours that readers with colour-vision deficiency can tell apart: M. Okabe and K. Ito, "Color universal
 * design", 2008; without its black and yellow, which vanish on photographs.
 */
const PALETTE = ['#e69f00', '#56b4e9', '#009e73', '#d55e00', '#cc79a7', '#0072b2'] as const;

/** A class's colour: the same for the same label, on every page and in every list. */
export function labelColor(label: string): string {
  let hash = 0;
  for (const character of label) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return PALETTE[hash % PALETTE.length];
}

/** Black or white, whichever is read more easily on `color` (`#rrggbb`): WCAG 2 relative luminance. */
export function inkOn(color: string): string {
  const linear = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return luminance > 0.179 ? '#000' : '#fff';
}
