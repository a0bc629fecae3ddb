/** One line of a plot: points (x, y) with y up to 1. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed?: boolean;
  /** Index of its colour; default: a colour of its own. */
  readonly colour?: number;
}

const WIDTH = 760;
const HEIGHT = 340;
const LEFT = 52;
const TOP = 40;
const PLOT_WIDTH = 400;
const PLOT_HEIGHT = 244;
/** Okabe and Ito's colours, which colour-blind people can tell apart; both themes have enough contrast. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b8860b', '#56b4e9', '#888888'];

const STYLE = `<style>
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 14px; font-weight: 600; }
  .grid { stroke: #d0d7de; }
  .page { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .grid { stroke: #3d444d; }
    .page { fill: #0d1117; }
  }
</style>`;

/** Lines over a numeric axis; x is spread evenly over its distinct values where they are not an even scale. */
export function linePlot(title: string, xTitle: string, yTitle: string, series: readonly Series[]): string {
  const ticks = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const across = (x: number): number =>
    LEFT + (PLOT_WIDTH * ticks.indexOf(x)) / Math.max(1, ticks.length - 1);
  const down = (y: number): number => TOP + PLOT_HEIGHT * (1 - y);
  const lines = series.map(({ points, dashed, colour: index }, i) => {
    const colour = COLOURS[(index ?? i) % COLOURS.length];
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    const path = points.map(([x, y]) => `${round(across(x))},${round(down(y))}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`;
  });
  const names = series.map(({ name, dashed, colour }, i) => {
    const y = TOP + 10 + 20 * i;
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    const x = LEFT + PLOT_WIDTH + 14;
    return `<line x1="${x}" x2="${x + 18}" y1="${y}" y2="${y}" stroke="${COLOURS[(colour ?? i) % COLOURS.length]}" stroke-width="3"${dash}/><text x="${x + 24}" y="${y + 4}">${escape(name)}</text>`;
  });
  const labels = ticks.map(
    (x) => `<text x="${round(across(x))}" y="${TOP + PLOT_HEIGHT + 18}" text-anchor="middle">${x}</text>`,
  );
  return svg(title, [
    ...gridLines(down),
    ...lines,
    ...names,
    ...labels,
    `<text x="${LEFT + PLOT_WIDTH / 2}" y="${HEIGHT - 14}" text-anchor="middle">${escape(xTitle)}</text>`,
    `<text transform="translate(14 ${TOP + PLOT_HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escape(yTitle)}</text>`,
  ]);
}

/** Horizontal bars, each of two values in [0, 1]: the first solid, the second as a tick. */
export function barPlot(
  title: string,
  note: string,
  bars: readonly { readonly name: string; readonly value: number; readonly mark: number }[],
): string {
  const left = 250;
  const width = WIDTH - left - 60;
  const step = 22;
  const rows = bars.map(({ name, value, mark }, i) => {
    const y = TOP + step * i;
    const tick = round(left + width * mark);
    return [
      `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escape(name)}</text>`,
      `<rect x="${left}" y="${y + 2}" width="${round(width * value)}" height="${step - 8}" fill="${COLOURS[0]}"/>`,
      `<line x1="${tick}" x2="${tick}" y1="${y}" y2="${y + step - 4}" stroke="${COLOURS[1]}" stroke-width="3"/>`,
      `<text x="${left + width + 6}" y="${y + 13}">${percent(value)}</text>`,
    ].join('');
  });
  const height = TOP + step * bars.length + 30;
  return svg(title, [...rows, `<text x="16" y="${height - 10}">${escape(note)}</text>`], height);
}

function gridLines(down: (y: number) => number): string[] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((y) => {
    const height = round(down(y));
    return `<line class="grid" x1="${LEFT}" x2="${LEFT + PLOT_WIDTH}" y1="${height}" y2="${height}"/><text x="${LEFT - 6}" y="${height + 4}" text-anchor="end">${y}</text>`;
  });
}

function svg(title: string, parts: readonly string[], height = HEIGHT): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">`,
    STYLE,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="16" y="24">${escape(title)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;
const percent = (value: number): string => `${Math.round(100 * value)} %`;
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
