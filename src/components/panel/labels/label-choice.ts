/** One line of a list of labels. */
export interface LabelChoice {
  /** What is chosen with it: the number of a class, or a label. */
  readonly value: string;
  readonly text: string;
  /** In [0, 1]; undefined where no model tells. */
  readonly share: number | undefined;
}

/** Below this a share is not told apart from nothing. */
const SMALLEST = 0.01;

export function shareText(share: number): string {
  return share > 0 && share < SMALLEST ? '<1%' : `${Math.round(share * 100)}%`;
}
