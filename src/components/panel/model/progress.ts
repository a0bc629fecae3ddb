import { html, type TemplateResult } from 'lit';
import type { Progress } from '../../../worker/progress.js';

const PHASES: Readonly<Record<Progress['phase'], string>> = {
  model: 'Loading the model',
  graphs: 'Deriving the gradient graphs',
  backend: 'Starting the runtime',
  trunk: 'Reading the image',
  head: 'Tracing the class',
  map: 'Computing the heatmap',
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** What is being done, in words; with amounts where they are known. */
export function progressText(progress: Progress | undefined): string {
  if (!progress) return 'Starting';
  const { phase, loaded, total } = progress;
  const text = PHASES[phase];
  if (phase === 'model' && total > 0) return `${text}, ${megabytes(loaded)} of ${megabytes(total)} MB`;
  return total > 1 ? `${text}, ${loaded} of ${total}` : text;
}

/** In [0, 1]; undefined while the total is not known. */
function progressFraction(progress: Progress | undefined): number | undefined {
  return progress && progress.total > 1 ? Math.min(1, progress.loaded / progress.total) : undefined;
}

export function progressBar(progress: Progress | undefined): TemplateResult {
  const fraction = progressFraction(progress);
  return fraction === undefined
    ? html`<progress class="bar" part="progress" aria-label=${progressText(progress)}></progress>`
    : html`<progress
        class="bar"
        part="progress"
        max="1"
        value=${fraction}
        aria-label=${progressText(progress)}
      ></progress>`;
}
