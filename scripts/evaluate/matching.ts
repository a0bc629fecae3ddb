import { intersectionOverUnion, type Rectangle } from '../../src/geometry/rectangle.js';

/**
 * Pairs of drafts and objects that overlap by at least `overlap`, each in one pair at most, the best pairs first:
 * a box around two objects finds one of them.
 */
export function matchBoxes(
  drafts: readonly Rectangle[],
  objects: readonly Rectangle[],
  overlap: number,
): readonly (readonly [draft: number, object: number])[] {
  const pairs = drafts
    .flatMap((draft, i) => objects.map((object, j) => [intersectionOverUnion(draft, object), i, j] as const))
    .filter(([iou]) => iou >= overlap)
    .sort(([a], [b]) => b - a);
  const usedDrafts = new Set<number>();
  const usedObjects = new Set<number>();
  return pairs.flatMap(([, draft, object]) => {
    if (usedDrafts.has(draft) || usedObjects.has(object)) return [];
    usedDrafts.add(draft);
    usedObjects.add(object);
    return [[draft, object] as const];
  });
}

/** Distance of a point from a box; 0 inside. */
export function distanceToBox(x: number, y: number, box: Rectangle): number {
  const across = Math.max(box.x - x, 0, x - box.x - box.width);
  const down = Math.max(box.y - y, 0, y - box.y - box.height);
  return Math.hypot(across, down);
}
