import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyErrorEvent,
  SaliencyProgressEvent,
  SaliencyReadyEvent,
  SaliencyRejectEvent,
  SaliencyResultEvent,
  SaliencySelectEvent,
} from './events.js';
import { SaliencyOverlay } from './saliency-overlay.js';

export { SaliencyError, isAbortError } from '../errors.js';
export type { ErrorCode } from '../errors.js';
export type { DraftBox, DraftStatus } from '../drafts/draft-box.js';
export type { AnnotationFile } from '../formats/annotation-format.js';
export type { ChannelChoice } from '../cam/channel-choice.js';
export type {
  Explanation,
  LayerInfo,
  ModelCard,
  ModelInfo,
  Progress,
  Rectangle,
} from '../worker/protocol.js';
export type { ColormapName } from './colormaps/registry.js';
export type { ToBoxesOptions } from './drafts-controller.js';
export type { Status } from './explain-controller.js';
export type { ModelReference } from './model-source.js';
export type { ElementExportOptions, ExplainCallOptions } from './saliency-overlay.js';
export {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyErrorEvent,
  SaliencyOverlay,
  SaliencyProgressEvent,
  SaliencyReadyEvent,
  SaliencyRejectEvent,
  SaliencyResultEvent,
  SaliencySelectEvent,
};

const TAG = 'saliency-overlay';

// A page may hold two copies of the package; the first one keeps the name.
if (!customElements.get(TAG)) customElements.define(TAG, SaliencyOverlay);

declare global {
  interface HTMLElementTagNameMap {
    'saliency-overlay': SaliencyOverlay;
  }

  interface GlobalEventHandlersEventMap {
    'saliency-ready': SaliencyReadyEvent;
    'saliency-progress': SaliencyProgressEvent;
    'saliency-result': SaliencyResultEvent;
    'saliency-draft-change': SaliencyDraftChangeEvent;
    'saliency-accept': SaliencyAcceptEvent;
    'saliency-reject': SaliencyRejectEvent;
    'saliency-select': SaliencySelectEvent;
    'saliency-error': SaliencyErrorEvent;
  }
}
