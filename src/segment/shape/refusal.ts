/** Why a way of shaping has no shape for a draft, in words for people. */
export const REFUSALS = {
  'too-small': 'The draft has too few pixels, or lies outside of the picture.',
  'no-heat': 'The map is nowhere hot inside the draft.',
  'nothing-sure': 'The map is hot only along the edge of what is looked at.',
  nothing: 'Nothing is left of the object.',
  everything: 'Nothing around the draft is told from the object.',
  elsewhere: 'What was found has little in common with the draft.',
  'same-colours': 'The object and what surrounds it have nearly the same colours.',
  'gave-up': 'The cut took too long.',
} as const satisfies Record<string, string>;

export type Refusal = keyof typeof REFUSALS;

export function isRefusal<T extends object>(found: T | Refusal): found is Refusal {
  return typeof found === 'string';
}
