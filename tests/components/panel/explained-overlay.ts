import type { Explanation, SaliencyOverlay } from '../../../src/components/define.js';
import { mount, once, overlayIn } from '../mount.js';

/** The element in a piece of a page, once it has explained its image. */
export async function explainedOverlay(
  markup: string,
): Promise<{ overlay: SaliencyOverlay; first: Explanation }> {
  const overlay = overlayIn(mount(markup));
  const { explanation: first } = await once(overlay, 'saliency-result');
  await overlay.updateComplete;
  return { overlay, first };
}

/** The explanation that follows from `act`. */
export async function after(overlay: SaliencyOverlay, act: () => unknown): Promise<Explanation> {
  const result = once(overlay, 'saliency-result');
  await act();
  const { explanation } = await result;
  await overlay.updateComplete;
  return explanation;
}
