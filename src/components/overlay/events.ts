import type { DraftBox } from '../../drafts/draft-box.js';
import type { LabelAuthor, LabelChange } from '../../drafts/labels/label-change.js';
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

/** The element turned to another image, whose boxes these are. */
export class SaliencyImageEvent extends Event {
  static readonly type = 'saliency-image';
  /** What labels go by: the page's own `image-id`, or the image's content. */
  readonly imageId: string;
  /** All boxes of the image, rejected ones too. */
  readonly boxes: readonly DraftBox[];

  constructor(imageId: string, boxes: readonly DraftBox[]) {
    super(SaliencyImageEvent.type, NOTICE);
    this.imageId = imageId;
    this.boxes = boxes;
  }
}

/** The boxes of the image changed. */
export class SaliencyDraftChangeEvent extends Event {
  static readonly type = 'saliency-draft-change';
  /** All boxes of the image, rejected ones too. */
  readonly boxes: readonly DraftBox[];
  readonly imageId: string;
  /** Which boxes are other than before, what was done, and by whom. */
  readonly change: LabelChange;

  constructor(boxes: readonly DraftBox[], imageId: string, change: LabelChange) {
    super(SaliencyDraftChangeEvent.type, NOTICE);
    this.boxes = boxes;
    this.imageId = imageId;
    this.change = change;
  }

  /** Who changed them: a person, the page, the machine, or another tab. */
  get by(): LabelAuthor {
    return this.change.by;
  }
}

/** Boxes are about to be accepted; `preventDefault()` leaves them as they are. */
export class SaliencyAcceptEvent extends Event {
  static readonly type = 'saliency-accept';
  readonly boxes: readonly DraftBox[];
  readonly by: LabelAuthor;

  constructor(boxes: readonly DraftBox[], by: LabelAuthor) {
    super(SaliencyAcceptEvent.type, REQUEST);
    this.boxes = boxes;
    this.by = by;
  }
}

/** Boxes are about to be rejected; `preventDefault()` leaves them as they are. */
export class SaliencyRejectEvent extends Event {
  static readonly type = 'saliency-reject';
  readonly boxes: readonly DraftBox[];
  readonly by: LabelAuthor;

  constructor(boxes: readonly DraftBox[], by: LabelAuthor) {
    super(SaliencyRejectEvent.type, REQUEST);
    this.boxes = boxes;
    this.by = by;
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
