/** What of an element can change without another place of what it contains. */
const STILL =
  /color|opacity|shadow|background|outline|decoration|^(?:fill|stroke|filter|backdropFilter|visibility)$/i;
const BOOKKEEPING = new Set(['offset', 'computedOffset', 'easing', 'composite']);

function moves({ effect, playState, timeline }: Animation): boolean {
  // A timeline that is scrolled tells by its scroll event.
  if (playState !== 'running' || !(timeline instanceof DocumentTimeline)) return false;
  if (!(effect instanceof KeyframeEffect)) return true;
  const names = effect.getKeyframes().flatMap((frame) => Object.keys(frame));
  return names.some((name) => !BOOKKEEPING.has(name) && !STILL.test(name));
}

/** Whether one of the elements is under an animation or a transition that may move it, now or after a pause. */
export function isMoving(elements: readonly Element[]): boolean {
  return elements.some((element) => element.getAnimations().some(moves));
}
