import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyErrorEvent,
  SaliencyProgressEvent,
  SaliencyReadyEvent,
  SaliencyRejectEvent,
  SaliencyResultEvent,
  SaliencySelectEvent,
} from './overlay/events.js';
import { SaliencyOverlay } from './overlay/saliency-overlay.js';

export { SaliencyError, isAbortError } from '../errors.js';
export type { ErrorCode } from '../errors.js';
export type { DraftBox, DraftStatus } from '../drafts/draft-box.js';
export type { AnnotationFile } from '../formats/annotation-format.js';
export type { ChannelChoice } from '../cam/channel-choice.js';
export type { Rectangle } from '../geometry/rectangle.js';
export type { ModelCard } from '../models/model-card.js';
export type { Explanation } from '../worker/explanation.js';
export type { LayerInfo, ModelInfo } from '../worker/model-info.js';
export type { Progress } from '../worker/progress.js';
export type { ColormapName } from './colormaps/registry.js';
export type { ToBoxesOptions } from './overlay/drafts-controller.js';
export type { Status } from './overlay/explain-controller.js';
export type { ModelReference } from './overlay/model-source.js';
export type { ElementExportOptions, ExplainCallOptions } from './overlay/saliency-overlay.js';
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
