import { parseArgs } from 'node:util';
import type { CamMap } from '../../../src/cam/layer-tensors.js';
import { boxesFromMap } from '../../../src/drafts/map/boxes-from-map.js';
import type { Rectangle } from '../../../src/geometry/rectangle.js';
import { featureLikeness, type Likeness } from '../../../src/segment/feature-likeness.js';
import { shapeDraft, type ShapeName } from '../../../src/segment/shapes.js';
import { spreadMap, type SpreadOptions } from '../../../src/segment/spread-map.js';
import { standardiseFeatures } from '../../../src/segment/standardise-features.js';
import { domains } from './domains.js';
import { shapeCases, wholeOf, type ShapeCase } from './shape-cases.js';
import { scoresOf, type ShapeScores } from './shape-scores.js';

const THRESHOLDS = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6];

export async function evaluateShapes(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'string' },
      only: { type: 'string' },
      scale: { type: 'string' },
      spread: { type: 'boolean' },
    },
  });
  for (const domain of domains(Number(values.quick ?? Infinity))) {
    if (values.only && values.only !== domain.name) continue;
    const cases = await shapeCases(domain, Number(values.scale ?? 1));
    console.log(`${domain.name}: ${cases.length} cases`);
    const likeness = new Map<Float32Array, Likeness>();
    for (const { features, dimensions, map } of cases) {
      if (!likeness.has(features))
        likeness.set(
          features,
          featureLikeness(standardiseFeatures(features, dimensions), map.width, map.height),
        );
    }
    const spreads = (options: SpreadOptions) => {
      const made = new Map(
        cases.map((one) => [one, spreadMap(one.map, likeness.get(one.features)!, options)]),
      );
      return (one: ShapeCase): CamMap => made.get(one)!;
    };
    const both = domain.name === 'photographs';
    row('map', cases, (one) => one.map, both);
    for (const reach of [Infinity, 0.3, 0.15, 0.08])
      for (const power of [1, 2, 4, 8, 16])
        row(`spread ${power} reach ${reach}`, cases, spreads({ power, reach }), both);
    if (values.spread) continue;
    for (const name of ['colour', 'cut'] as const) {
      row(`map + ${name}`, cases, (one) => one.map, both, name);
      row(`spread 4 + ${name}`, cases, spreads({ power: 4 }), both, name);
    }
  }
  return 0;
}

function row(
  title: string,
  cases: readonly ShapeCase[],
  mapOf: (one: ShapeCase) => CamMap,
  both: boolean,
  name?: ShapeName,
): void {
  const at = (some: readonly ShapeCase[], threshold: number): ShapeScores =>
    scoresOf(
      some.map((one) => ({ objects: one.objects, drafts: draftsOf(one, mapOf(one), threshold, name) })),
    );
  const choosing = both ? cases : cases.filter(({ half }) => half === 'choosing');
  const measuring = both ? cases : cases.filter(({ half }) => half === 'measuring');
  const chosen = THRESHOLDS.map((threshold) => ({ threshold, f: at(choosing, threshold).f50 })).reduce(
    (a, b) => (b.f > a.f ? b : a),
  );
  const s = at(measuring, chosen.threshold);
  console.log(
    [
      title.padEnd(28),
      chosen.threshold,
      ...[s.recall50, s.recall70, s.recall80, s.precision50, s.f50].map((v) => v.toFixed(2)),
    ].join('  '),
  );
}

function draftsOf(one: ShapeCase, map: CamMap, threshold: number, name?: ShapeName): Rectangle[] {
  const rect = wholeOf(one.picture);
  const drafts = boxesFromMap(map, {
    threshold,
    rect,
    image: one.picture,
    label: '',
    provenance: { model: '', method: '', layer: '' },
  });
  if (!name) return drafts;
  return drafts.map((draft) => shapeDraft(name, one.picture, map, rect, draft)?.box ?? draft);
}
