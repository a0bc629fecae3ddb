/** Of a path, as CSS writes it: `path("M 0 0 L 9 9")`, behind a fill rule perhaps. */
const PATH = /^path\((?:\w+,\s*)?["'](.*)["']\)/;
const RAY = /^ray\(([^)]*)\)/;
/** How far along a path its direction is taken. CSS pixels. */
const STEP = 0.01;

const TURNS: Readonly<Record<string, number>> = { deg: 1, grad: 0.9, rad: 180 / Math.PI, turn: 360 };

function degreesIn(text: string): number | undefined {
  const [, digits, unit] = /(-?[\d.]+(?:e[+-]?\d+)?)(deg|grad|rad|turn)\b/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * TURNS[unit];
}

/** Where the path leads at `distance`, a length or a share of it; undefined for one that is not in the style itself. */
function directionOf(path: string, distance: string): number | undefined {
  const ray = RAY.exec(path)?.[1];
  // Rays are measured from the top, directions from the right.
  if (ray !== undefined) return (degreesIn(ray) ?? 0) - 90;
  const data = PATH.exec(path)?.[1];
  if (data === undefined) return undefined;
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  element.setAttribute('d', data);
  const length = element.getTotalLength();
  const given = Number.parseFloat(distance) || 0;
  const asked = distance.endsWith('%') ? (given / 100) * length : given;
  const isClosed = /z\s*$/i.test(data);
  const at = isClosed && length > 0 ? ((asked % length) + length) % length : clamped(asked, length);
  const from = element.getPointAtLength(Math.max(0, at - STEP));
  const to = element.getPointAtLength(Math.min(length, at + STEP));
  return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
}

const clamped = (value: number, high: number): number => Math.min(high, Math.max(0, value));

/**
 * By how many degrees `offset-path` and `offset-rotate` turn an element (Motion Path 1, section 4); undefined where that
 * cannot be told.
 */
export function offsetTurn(style: CSSStyleDeclaration): number | undefined {
  const { offsetPath = 'none' } = style;
  if (offsetPath === 'none' || offsetPath === '') return 0;
  const { offsetRotate = 'auto', offsetDistance = '0px' } = style;
  const added = degreesIn(offsetRotate) ?? 0;
  if (!/auto|reverse/.test(offsetRotate)) return added;
  const direction = directionOf(offsetPath, offsetDistance);
  if (direction === undefined) return undefined;
  return direction + added + (offsetRotate.includes('reverse') ? 180 : 0);
}
