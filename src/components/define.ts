import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyErrorEvent,
  SaliencyImageEvent,
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
export type { GivenBox } from '../drafts/labels/given-boxes.js';
export type { LabelAuthor, LabelChange } from '../drafts/labels/label-change.js';
export type { ToBoxesOptions } from './overlay/labels/draft-boxes.js';
export type { Status } from './overlay/question/status.js';
export type { ModelReference } from './overlay/question/model-source.js';
export type { ElementExportOptions, ExplainCallOptions } from './overlay/saliency-overlay.js';
export {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyErrorEvent,
  SaliencyImageEvent,
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
    'saliency-image': SaliencyImageEvent;
    'saliency-draft-change': SaliencyDraftChangeEvent;
    'saliency-accept': SaliencyAcceptEvent;
    'saliency-reject': SaliencyRejectEvent;
    'saliency-select': SaliencySelectEvent;
    'saliency-error': SaliencyErrorEvent;
  }
}
