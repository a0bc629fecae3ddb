/** What is known of a map that is zero everywhere. */
export interface EmptyMap {
  readonly label: string;
  readonly score: number;
  readonly isProbability: boolean;
  /** What is explained may be behind an activation of the model that was not found. */
  readonly mayBeFinal: boolean;
  /** Feature maps or neurons were left out. */
  readonly isPartial: boolean;
  /** Of the score by the layer; undefined where the method reads none. */
  readonly gradients: Float32Array | undefined;
  readonly isContrast: boolean;
}

/** A score so near to its end is where an activation saturates in float32. */
const SATURATED = 1e-3;

/** Why a map is zero everywhere, and what to do about it, in a sentence or two. */
export function emptyNote(map: EmptyMap): string {
  const { label, isPartial, gradients } = map;
  if (gradients && gradients.every((value) => value === 0)) return flatReason(map);
  if (isPartial)
    return `The chosen part of the layer holds no evidence for ${label}. Switch on more feature maps, or clear the region.`;
  return `This layer holds no evidence for ${label}: what there is counts against it. Choose another class, method or layer.`;
}

function flatReason({ label, score, isProbability, mayBeFinal, isContrast }: EmptyMap): string {
  const isAtItsEnd = isProbability && Math.min(Math.abs(score), Math.abs(1 - score)) <= SATURATED;
  if (mayBeFinal && isAtItsEnd && !isContrast)
    return `The score of ${label}, ${Number(score.toPrecision(4))}, is saturated: no change of the layer moves it, so that its gradient is zero everywhere. It was taken behind the model's final activation, which could not be stepped over; export the model without it.`;
  return `The score of ${label} does not depend on this layer for this image: its gradient is zero everywhere. Choose another class or layer.`;
}
