import type { DraftBox } from '../../drafts/draft-box.js';
import type { ErrorCode, SaliencyError } from '../../errors.js';
import type { Explanation } from '../../worker/explanation.js';
import type { ModelInfo } from '../../worker/model-info.js';
import type { Progress } from '../../worker/progress.js';

const NOTICE = { bubbles: true, composed: true } as const;
const REQUEST = { bubbles: true, composed: true, cancelable: true } as const;

/** A model is open on a device and can explain images. */
export class SaliencyReadyEvent extends Event {
  static readonly type = 'saliency-ready';
  readonly info: ModelInfo;

  constructor(info: ModelInfo) {
    super(SaliencyReadyEvent.type, NOTICE);
    this.info = info;
  }
}

/** Long work moved on: bytes of a model, or steps of a run. */
export class SaliencyProgressEvent extends Event {
  static readonly type = 'saliency-progress';
  readonly progress: Progress;

  constructor(progress: Progress) {
    super(SaliencyProgressEvent.type, NOTICE);
    this.progress = progress;
  }
}

/** A heatmap is there and drawn. */
export class SaliencyResultEvent extends Event {
  static readonly type = 'saliency-result';
  readonly explanation: Explanation;

  constructor(explanation: Explanation) {
    super(SaliencyResultEvent.type, NOTICE);
    this.explanation = explanation;
  }
}

/** The list of boxes changed, for whatever reason; `boxes` holds all of them, rejected ones too. */
export class SaliencyDraftChangeEvent extends Event {
  static readonly type = 'saliency-draft-change';
  readonly boxes: readonly DraftBox[];

  constructor(boxes: readonly DraftBox[]) {
    super(SaliencyDraftChangeEvent.type, NOTICE);
    this.boxes = boxes;
  }
}

/** Boxes are about to be accepted; `preventDefault()` leaves them as they are. */
export class SaliencyAcceptEvent extends Event {
  static readonly type = 'saliency-accept';
  readonly boxes: readonly DraftBox[];

  constructor(boxes: readonly DraftBox[]) {
    super(SaliencyAcceptEvent.type, REQUEST);
    this.boxes = boxes;
  }
}

/** Boxes are about to be rejected; `preventDefault()` leaves them as they are. */
export class SaliencyRejectEvent extends Event {
  static readonly type = 'saliency-reject';
  readonly boxes: readonly DraftBox[];

  constructor(boxes: readonly DraftBox[]) {
    super(SaliencyRejectEvent.type, REQUEST);
    this.boxes = boxes;
  }
}

/** The selected box changed; `id` is undefined when none is selected. */
export class SaliencySelectEvent extends Event {
  static readonly type = 'saliency-select';
  readonly id: string | undefined;

  constructor(id: string | undefined) {
    super(SaliencySelectEvent.type, NOTICE);
    this.id = id;
  }
}

/** Something failed; the same error rejects the promise of the call that it ended. */
export class SaliencyErrorEvent extends Event {
  static readonly type = 'saliency-error';
  readonly error: SaliencyError;

  constructor(error: SaliencyError) {
    super(SaliencyErrorEvent.type, NOTICE);
    this.error = error;
  }

  get code(): ErrorCode {
    return this.error.code;
  }

  /** The sentence that says what to do. */
  get message(): string {
    return this.error.message;
  }
}
