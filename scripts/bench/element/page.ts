import { SaliencyOverlay } from '../../../src/components/overlay/saliency-overlay.js';
import type { SaliencyResultEvent } from '../../../src/components/overlay/events.js';
import type { ModelCard } from '../../../src/models/model-card.js';

/** Milliseconds until the page is told of a heatmap, and what of it the worker spent on the answer. */
interface Answered {
  readonly wall: number;
  readonly worker: number;
}

interface Setting {
  readonly model: string;
  readonly card: Partial<ModelCard>;
  readonly image: string;
  readonly controls: 'full' | 'none';
}

let overlay: SaliencyOverlay;
let image: HTMLImageElement;

async function timed(act: () => void): Promise<Answered> {
  const answer = new Promise<SaliencyResultEvent>((resolve, reject) => {
    overlay.addEventListener('saliency-result', resolve, { once: true });
    overlay.addEventListener('saliency-error', ({ error }) => reject(error), { once: true });
  });
  const start = performance.now();
  act();
  const { explanation } = await answer;
  return { wall: performance.now() - start, worker: explanation.timings.total };
}

/** Lets the page draw, and come to rest. */
async function rest(): Promise<void> {
  await overlay.updateComplete;
  await new Promise((resolve) => setTimeout(resolve, 150));
}

const bench = {
  /** What a visitor waits for: the tag stands in the page, and the script defines it. */
  async first({ model, card, image: src, controls }: Setting): Promise<Answered> {
    image = new Image();
    image.src = src;
    await image.decode();
    overlay = Object.assign(document.createElement('saliency-overlay'), {
      model,
      modelCard: card,
      device: 'wasm',
      controls,
    });
    overlay.append(image);
    document.body.replaceChildren(overlay);
    const answer = await timed(() => {
      customElements.define('saliency-overlay', SaliencyOverlay);
      customElements.upgrade(overlay);
    });
    await rest();
    return answer;
  },

  async chooseClass(index: number): Promise<Answered> {
    const answer = await timed(() => (overlay.targetClass = index));
    await rest();
    return answer;
  },

  async nextImage(src: string): Promise<Answered> {
    const answer = await timed(() => (image.src = src));
    await rest();
    return answer;
  },

  /** Accepted boxes with labels of the model, as a page has them half-way through an image. */
  async addBoxes(count: number): Promise<void> {
    const labels = overlay.modelInfo?.card.labels ?? [];
    overlay.addBoxes(
      Array.from({ length: count }, (_, i) => ({
        label: labels[(37 * i) % labels.length],
        x: 10 * (i % 6),
        y: 10 * Math.floor(i / 6),
        width: 40,
        height: 30,
      })),
    );
    await rest();
  },

  nodes: (): number => overlay.shadowRoot?.querySelectorAll('*').length ?? 0,
};

Object.assign(globalThis, { bench });
export type ElementBench = typeof bench;
