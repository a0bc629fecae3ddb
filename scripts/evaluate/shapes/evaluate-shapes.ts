import { parseArgs } from 'node:util';
import type { CamMap } from '../../../src/cam/layer-tensors.js';
import { boxesFromMap } from '../../../src/drafts/map/boxes-from-map.js';
import type { Rectangle } from '../../../src/geometry/rectangle.js';
import { featureLikeness, type Likeness } from '../../../src/segment/spread/feature-likeness.js';
import { shapesOf, type ShapeCandidate, type ShapeKind } from '../../../src/segment/shape/shapes-of.js';
import { spreadMap, type SpreadOptions } from '../../../src/segment/spread/spread-map.js';
import { standardiseFeatures } from '../../../src/segment/spread/standardise-features.js';
import { domains, type Domain } from './domains.js';
import { shapeCases, wholeOf, type ShapeCase } from './shape-cases.js';
import { scoresOf, type ShapeScores } from './shape-scores.js';

const HELP = `node scripts/evaluate/shapes/main.mjs [options]
  --only NAME   scenes or photographs (default: both)
  --quick N     only N pictures of each
  --scale N     the model's input N times as wide and high (photographs)
  --reach       every power with every reach, and nothing cut out of pictures
  --shapes      only what is cut out of pictures`;

const THRESHOLDS = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6];
const POWERS = [2, 3, 4, 8];
const REACHES = [Infinity, 0.3, 0.15, 0.08];

type MapOf = (one: ShapeCase) => CamMap;

/** The command; resolves to its exit code. */
export async function evaluateShapes(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      quick: { type: 'string' },
      scale: { type: 'string' },
      reach: { type: 'boolean' },
      shapes: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  for (const domain of domains(Number(values.quick ?? Infinity))) {
    if (values.only && values.only !== domain.name) continue;
    const cases = await shapeCases(domain, Number(values.scale ?? 1));
    console.log(`\n## ${domain.name}: ${cases.length} classes in ${domain.scenes.length} pictures\n`);
    console.log('| drafts of | shaped by | threshold | R.5 | R.7 | R.8 | P.5 | F.5 | long R.7 | shaped |');
    console.log('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|');
    measure(domain, cases, values);
  }
  return 0;
}

interface Flags {
  readonly reach?: boolean;
  readonly shapes?: boolean;
}

function measure(domain: Domain, cases: readonly ShapeCase[], { reach: reaches, shapes }: Flags): void {
  const spreads = spreadsOf(cases);
  const mapOf: MapOf = (one) => one.map;
  const rows = new Rows(domain, cases);
  rows.print('map', mapOf);
  if (reaches) {
    for (const reach of REACHES)
      for (const power of POWERS)
        rows.print(`spread, power ${power}, reach ${reach}`, spreads({ power, reach }));
    return;
  }
  for (const power of shapes ? [] : POWERS) rows.print(`spread, power ${power}`, spreads({ power }));
  for (const kind of ['colour', 'cut'] as const) {
    rows.print('map', mapOf, kind);
    rows.print('spread, power 4', spreads({ power: 4 }), kind);
  }
}

function spreadsOf(cases: readonly ShapeCase[]): (options: SpreadOptions) => MapOf {
  const likeness = new Map<Float32Array, Likeness>();
  for (const { features, dimensions, map } of cases) {
    if (likeness.has(features)) continue;
    likeness.set(features, featureLikeness(standardiseFeatures(features, dimensions), map.width, map.height));
  }
  return (options) => {
    const made = new Map(cases.map((one) => [one, spreadMap(one.map, likeness.get(one.features)!, options)]));
    return (one) => made.get(one)!;
  };
}

/** A draft, and its candidate by the picture where that is asked for. */
interface Drafted {
  readonly one: ShapeCase;
  readonly draft: Rectangle;
  readonly candidate?: ShapeCandidate;
}

class Rows {
  readonly #choosing: readonly ShapeCase[];
  readonly #measuring: readonly ShapeCase[];

  /** There are too few photographs to divide. */
  constructor({ name }: Domain, cases: readonly ShapeCase[]) {
    const divides = name === 'scenes';
    this.#choosing = divides ? cases.filter(({ half }) => half === 'choosing') : cases;
    this.#measuring = divides ? cases.filter(({ half }) => half === 'measuring') : cases;
  }

  /** The threshold is the map's best on the choosing half; shapes of the picture are cut from the same drafts. */
  print(title: string, mapOf: MapOf, kind?: ShapeKind): void {
    const byThreshold = THRESHOLDS.map((threshold) => ({
      threshold,
      f50: scoresOf(gathered(draftsOf(this.#choosing, mapOf, threshold), this.#choosing)).f50,
    }));
    const { threshold } = byThreshold.reduce((best, one) => (one.f50 > best.f50 ? one : best));
    const drafted = draftsOf(this.#measuring, mapOf, threshold, kind);
    const scores = scoresOf(gathered(drafted, this.#measuring));
    const long = longOnly(this.#measuring);
    const shaped = drafted.filter(({ candidate }) => candidate && !candidate.refused).length / drafted.length;
    const numbers: (keyof ShapeScores)[] = ['recall50', 'recall70', 'recall80', 'precision50', 'f50'];
    console.log(
      `| ${[
        title,
        kind ?? '-',
        threshold,
        ...numbers.map((name) => scores[name].toFixed(2)),
        scoresOf(gathered(drafted, long)).recall70.toFixed(2),
        kind ? shaped.toFixed(2) : '-',
      ].join(' | ')} |`,
    );
  }
}

/** The same cases with only their objects that are more than 2.5 times as long as wide. */
function longOnly(cases: readonly ShapeCase[]): ShapeCase[] {
  const isLong = ({ width, height }: Rectangle): boolean => Math.max(width / height, height / width) > 2.5;
  return cases.map((one) => ({ ...one, objects: one.objects.filter(isLong) }));
}

function gathered(
  drafted: readonly Drafted[],
  cases: readonly ShapeCase[],
): { drafts: Rectangle[]; objects: readonly Rectangle[] }[] {
  const byMap = new Map<CamMap, Rectangle[]>();
  for (const { one, draft, candidate } of drafted)
    byMap.set(one.map, [...(byMap.get(one.map) ?? []), candidate?.box ?? draft]);
  return cases.map(({ map, objects }) => ({ objects, drafts: byMap.get(map) ?? [] }));
}

function draftsOf(cases: readonly ShapeCase[], mapOf: MapOf, threshold: number, kind?: ShapeKind): Drafted[] {
  return cases.flatMap((one) => {
    const rect = wholeOf(one.picture);
    const provenance = { model: '', method: '', layer: '' };
    const map = mapOf(one);
    const drafts = boxesFromMap(map, { threshold, rect, image: one.picture, label: '', provenance });
    if (!kind) return drafts.map((draft) => ({ one, draft }));
    return drafts.map((draft) => {
      const [candidate] = shapesOf(draft, map, undefined, one.picture, {
        rect,
        kinds: [kind],
        leastContrast: 0,
      });
      return { one, draft, candidate };
    });
  });
}
