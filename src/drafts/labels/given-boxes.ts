import type { Rectangle } from '../../geometry/rectangle.js';
import type { DraftBox, DraftProvenance, DraftStatus } from '../draft-box.js';
import type { Point } from '../map/polygon.js';
import { badValue, isRecord, readFields, type Field } from './read-fields.js';

/** A box as a page gives it: what is left out has a default, and fields that nobody knows are left out. */
export type GivenBox = Rectangle & {
  readonly label: string;
  /** Default: a new one. */
  readonly id?: string;
  /** Default 1. */
  readonly score?: number;
  /** Default `accepted`. */
  readonly status?: DraftStatus;
  readonly polygon?: readonly Point[];
  /** Default: drawn by hand. */
  readonly provenance?: Partial<DraftProvenance>;
};

const STATUSES: readonly unknown[] = ['draft', 'accepted', 'rejected'] satisfies DraftStatus[];
const MANUAL: DraftProvenance = { model: '', method: 'manual', layer: '', threshold: 0, edited: true };

const isText = (value: unknown): boolean => typeof value === 'string';
const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): boolean => Number.isFinite(value);
const isLength = (value: unknown): boolean => isNumber(value) && Number(value) > 0;
const isShare = (value: unknown): boolean => isNumber(value) && Number(value) >= 0 && Number(value) <= 1;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isPoint = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isNumber);
const isPolygon = (value: unknown): boolean => Array.isArray(value) && value.every(isPoint);

const RECTANGLE: readonly Field[] = [
  { name: 'x', holds: isNumber, needs: 'a finite number' },
  { name: 'y', holds: isNumber, needs: 'a finite number' },
  { name: 'width', holds: isLength, needs: 'a finite number above 0' },
  { name: 'height', holds: isLength, needs: 'a finite number above 0' },
];
const LABEL: Field = { name: 'label', holds: isFilled, needs: 'a text that is not empty' };
const BOX: readonly Field[] = [
  ...RECTANGLE,
  LABEL,
  {
    name: 'id',
    isOptional: true,
    holds: (value) => isFilled(value) && value !== 'all',
    needs: 'a text that is neither empty nor "all"',
  },
  {
    name: 'status',
    isOptional: true,
    holds: (value) => STATUSES.includes(value),
    needs: '"draft", "accepted" or "rejected"',
  },
  { name: 'score', isOptional: true, holds: isShare, needs: 'a number from 0 to 1' },
  { name: 'polygon', isOptional: true, holds: isPolygon, needs: 'a list of [x, y] pairs of numbers' },
  { name: 'provenance', isOptional: true, holds: isRecord, needs: 'an object' },
];
const PROVENANCE: readonly Field[] = [
  { name: 'model', isOptional: true, holds: isText, needs: 'a text' },
  { name: 'method', isOptional: true, holds: isText, needs: 'a text' },
  { name: 'layer', isOptional: true, holds: isText, needs: 'a text' },
  { name: 'threshold', isOptional: true, holds: isNumber, needs: 'a finite number' },
  { name: 'value', isOptional: true, holds: isNumber, needs: 'a finite number' },
  { name: 'edited', isOptional: true, holds: isFlag, needs: 'true or false' },
];

/**
 * Boxes that a page gives, which may come from anywhere, checked and completed. All are checked before any is used.
 *
 * @throws SaliencyError `bad-option`, which names the box by its index, and the field.
 */
export function readGivenBoxes(given: readonly GivenBox[], newId: () => string): DraftBox[] {
  if (!Array.isArray(given)) throw badValue('boxes', given, 'a list of boxes');
  const ids = new Set<string>();
  return given.map((value: GivenBox, index) => {
    const box = readBox(value, `boxes[${index}]`, newId);
    if (ids.has(box.id))
      throw badValue(`boxes[${index}].id`, box.id, 'an id that no other box of the list has');
    ids.add(box.id);
    return box;
  });
}

/** @throws SaliencyError `bad-option`. */
export function readRectangle(given: Rectangle): Rectangle {
  const { x, y, width, height } = readFields<Rectangle>(given, RECTANGLE, 'rect');
  return { x, y, width, height };
}

/** @throws SaliencyError `bad-option`. */
export function readLabel(label: string): string {
  if (!LABEL.holds(label)) throw badValue('label', label, LABEL.needs);
  return label;
}

function readBox(given: GivenBox, path: string, newId: () => string): DraftBox {
  const { x, y, width, height, label, ...optional } = readFields<GivenBox>(given, BOX, path);
  const { id = newId(), score = 1, status = 'accepted', polygon } = optional;
  const provenance = readFields<Partial<DraftProvenance>>(
    optional.provenance ?? {},
    PROVENANCE,
    `${path}.provenance`,
  );
  const box = { id, label, score, x, y, width, height, status, provenance: { ...MANUAL, ...provenance } };
  return polygon ? { ...box, polygon: polygon.map(([left, top]) => [left, top]) } : box;
}
