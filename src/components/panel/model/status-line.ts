import { html, nothing, type TemplateResult } from 'lit';
import type { SaliencyError } from '../../../errors.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import type { Progress } from '../../../worker/progress.js';
import type { Status } from '../../overlay/question/status.js';
import { icon } from '../icons.js';
import { progressText } from './progress.js';

export interface StatusLineView {
  readonly status: Status;
  readonly progress: Progress | undefined;
  readonly error: SaliencyError | undefined;
  readonly explanation: Explanation | undefined;
  readonly info: ModelInfo | undefined;
  readonly hasImage: boolean;
  /** The page shows the image turned in space. */
  readonly isTilted: boolean;
  readonly cancel: () => void;
  readonly retry: () => void;
}

const TILTED =
  'The page shows the image tilted in space, so neither heatmap nor boxes can lie on it. They return once it lies flat.';

const AT_REST: ReadonlySet<Status> = new Set(['idle', 'ready', 'empty']);

const DEVICES = { webgpu: 'WebGPU', wasm: 'WASM' } as const;

function sentence(view: StatusLineView): string {
  const { status, progress, explanation, hasImage, isTilted } = view;
  if (isTilted && AT_REST.has(status)) return TILTED;
  switch (status) {
    case 'idle':
      return hasImage ? 'Nothing explained yet' : 'Waiting for an image';
    case 'loading':
    case 'running':
      return progressText(progress);
    case 'ready':
      return `Explained in ${Math.round(explanation?.timings.total ?? 0)} ms`;
    case 'empty':
      return explanation?.note ?? 'This layer holds no evidence for the class.';
    case 'error':
      return '';
  }
}

/** State and device in words, with the one thing to do about each: cancel or try again. */
export function statusLine(view: StatusLineView): TemplateResult {
  const { status, info, error } = view;
  const busy = status === 'loading' || status === 'running';
  return html`
    <div class="status">
      ${info ? deviceBadge(info) : nothing}
      <span class="status-text" role="status" aria-live="polite">${sentence(view)}</span>
      <button type="button" class="text-button" ?hidden=${!busy} @click=${view.cancel}>Cancel</button>
    </div>
    <div role="alert" class="alert-slot">${error ? errorMessage(error, view.retry) : nothing}</div>
  `;
}

function deviceBadge({ device, fallbackReason }: ModelInfo): TemplateResult {
  return html`<span
    class="badge"
    part="device"
    data-device=${device}
    title=${fallbackReason ?? `The model runs on ${DEVICES[device]}.`}
    >${DEVICES[device]}</span
  >`;
}

function errorMessage(error: SaliencyError, retry: () => void): TemplateResult {
  return html`
    <div class="alert" part="error">
      ${icon('alert')}
      <p>${error.message} <code>${error.code}</code></p>
      <button type="button" class="text-button" @click=${retry}>Try again</button>
    </div>
  `;
}
