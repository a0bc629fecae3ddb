import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { DraftBox } from '../../drafts/draft-box.js';
import type { GivenBox } from '../../drafts/labels/given-boxes.js';
import { SaliencyError } from '../../errors.js';
import type { AnnotationFile, ExportOptions } from '../../formats/annotation-format.js';
import { exportAnnotations } from '../../formats/export-annotations.js';
import type { Explanation, ExplainOptions } from '../../worker/explanation.js';
import type { ModelInfo } from '../../worker/model-info.js';
import type { Progress } from '../../worker/progress.js';
import { FeatureMapsController } from '../panel/features/feature-maps-controller.js';
import { LatestLabelList } from '../panel/labels/label-list.js';
import { Panel } from '../panel/panel.js';
import type { PictureElement } from '../stage/measure-target.js';
import { StageController, type StageState } from '../stage/stage-controller.js';
import { elementStyles } from '../styles/element-styles.js';
import { CustomStates } from './custom-states.js';
import type { ToBoxesOptions } from './labels/draft-boxes.js';
import { OverlayProperties } from './overlay-properties.js';
import {
  featureSubjectOf,
  isSameStage,
  panelViewOf,
  stageStateOf,
  type OverlayRecord,
} from './overlay-record.js';
import { OverlaySession } from './overlay-session.js';
import { panelCommands, stageCallbacks, keyCommands } from './commands/person-commands.js';
import { pictureSize } from './image/picture-facts.js';
import type { Status } from './question/status.js';
import { TargetController } from './target-controller.js';
import { zip } from './zip.js';

/** Of one explanation; what is left out comes from the element's properties. */
export interface ExplainCallOptions extends Partial<ExplainOptions> {
  readonly signal?: AbortSignal;
}

export interface ElementExportOptions extends ExportOptions {
  /** The image at hand (default), or every image that the element has shown. */
  readonly scope?: 'image' | 'all';
}

/**
 * Shows where a CNN classifier sees a class in an image, and turns it into draft boxes.
 *
 * @summary A CAM heatmap and draft boxes over an image, computed in the browser.
 * @tagname saliency-overlay
 * @slot - The image (`<img>` or `<canvas>`) to explain, unless `for` or `target` names another.
 * @event saliency-ready - A model is open.
 * @event saliency-progress - Long work moved on.
 * @event saliency-result - A heatmap is there.
 * @event saliency-image - The element turned to another image.
 * @event saliency-draft-change - The boxes changed; says which, and who changed them.
 * @event saliency-accept - Boxes are about to be accepted; cancelable.
 * @event saliency-reject - Boxes are about to be rejected; cancelable.
 * @event saliency-select - Another box is selected.
 * @event saliency-error - Something failed; has a `code`.
 * @csspart controls - The panel.
 * @csspart classes - The list of classes.
 * @csspart legend - The colour map with the threshold.
 * @csspart boxes - The section of the boxes.
 * @csspart selection - The section of feature maps and region.
 * @csspart drafts - The list of boxes.
 * @csspart rejected - The boxes that were rejected.
 * @csspart device - The device in use.
 * @csspart progress - The progress bar.
 * @csspart error - The error message.
 * @csspart keys - The list of keys.
 * @csspart model-questions - What is asked of a model that has no card.
 * @csspart models - The list of kept models.
 * @cssproperty --saliency-surface - Background of the panel.
 * @cssproperty --saliency-raised - Background of what stands out from it.
 * @cssproperty --saliency-text - Text colour.
 * @cssproperty --saliency-muted - Colour of lesser text.
 * @cssproperty --saliency-border - Colour of lines.
 * @cssproperty --saliency-accent - Colour of what is chosen.
 * @cssproperty --saliency-on-accent - Text on the accent colour.
 * @cssproperty [--saliency-radius=10px] - Corner radius.
 * @cssproperty --saliency-font - Font family.
 * @cssstate idle - Nothing asked yet.
 * @cssstate loading - A model is on its way.
 * @cssstate running - The model runs.
 * @cssstate ready - A heatmap is there.
 * @cssstate empty - The map is zero everywhere.
 * @cssstate error - The last request failed.
 */
export class SaliencyOverlay extends OverlayProperties {
  static override styles = elementStyles;

  @query('.frame') private frame!: HTMLElement;

  readonly #session: OverlaySession = new OverlaySession({
    settings: () => ({
      target: this.#targets.explicit ?? this.#stage.target,
      imageId: this.imageId ?? '',
      imageName: this.imageName,
      keep: this.keep ?? '',
      asked: this.asked(),
      threshold: this.threshold,
      isManual: this.manual,
    }),
    settled: () => this.updateComplete,
    changed: () => this.requestUpdate(),
    tell: (event) => this.dispatchEvent(event),
    imageReplaced: () => this.#panel.forgetPicks('image'),
  });
  readonly #targets = new TargetController(this, (target) => {
    this.#stage.target = target;
    this.#session.lookAtImage();
  });
  readonly #keys = keyCommands(this, this.#session, () => this.#panel.toggleHelp());
  readonly #stage: StageController = new StageController(
    this,
    stageCallbacks(this, this.#session, {
      keys: this.#keys,
      state: () => stageStateOf(this.#record),
      frameOf: (target) => (this.contains(target) ? this.frame : undefined),
      pick: (region) => this.#panel.pick({ region }),
    }),
  );
  readonly #features = new FeatureMapsController(this, {
    subject: () => featureSubjectOf(this.#record),
    ask: (options, signal) => this.#session.questions.featureMaps(options, signal),
  });
  readonly #panel = new Panel(
    this,
    this.#features,
    panelCommands(this, this.#session, { keys: this.#keys, focus: () => this.#stage.focus() }),
  );
  readonly #states = new CustomStates(this);
  readonly #labelLists = new LatestLabelList();
  #drawn: StageState | undefined;

  /** Id of an image elsewhere in the page. */
  @property({ attribute: 'for' })
  get htmlFor(): string {
    return this.#targets.id;
  }

  set htmlFor(id: string | null) {
    this.#targets.id = id ?? '';
  }

  /** The image that is explained; set it to attach to one that the element neither wraps nor finds by `for`. */
  @property({ attribute: false })
  get target(): PictureElement | undefined {
    return this.#targets.explicit ?? this.#stage.target;
  }

  set target(target: PictureElement | null | undefined) {
    this.#targets.explicit = target ?? undefined;
    // The getter shows the target found otherwise, so Lit may see no change.
    this.requestUpdate();
  }

  get status(): Status {
    return this.#session.questions.status;
  }

  get progress(): Progress | undefined {
    return this.#session.questions.progress;
  }

  /** Why the status is `error`. */
  get error(): SaliencyError | undefined {
    return this.#session.questions.error;
  }

  /** What is drawn. */
  get explanation(): Explanation | undefined {
    return this.#session.questions.explanation;
  }

  /** The open model: its labels and layers, and the device that it runs on. */
  get modelInfo(): ModelInfo | undefined {
    return this.#session.questions.info;
  }

  /** All boxes of the image, rejected ones too. */
  get boxes(): readonly DraftBox[] {
    return this.#session.labels.boxes;
  }

  get canUndo(): boolean {
    return this.#session.labels.labels.canUndo;
  }

  get canRedo(): boolean {
    return this.#session.labels.labels.canRedo;
  }

  /** Id of the selected box. */
  get selected(): string | undefined {
    return this.#session.labels.selected?.id;
  }

  set selected(id: string | undefined) {
    this.#session.labels.select(id);
  }

  /** What the labels of the image go by: `imageId`, or the image's content; undefined while that is not known. */
  get shownImageId(): string | undefined {
    return this.#session.labels.imageId;
  }

  /**
   * Explains the image. A newer call, or another image, ends an unfinished one; the element's own questions never do.
   *
   * @returns the explanation, which is drawn as well
   * @throws SaliencyError with the contract's codes; `aborted` when it was cancelled or superseded
   */
  explain({ signal, ...chosen }: ExplainCallOptions = {}): Promise<Explanation> {
    if (this.isConnected) return this.#session.explain(chosen, signal);
    return Promise.reject(
      new SaliencyError('image-missing', 'Put the element into a document before it explains an image.'),
    );
  }

  /** Ends what is under way; its promise rejects with `aborted`. */
  cancel(): void {
    this.#session.questions.cancel();
  }

  /** Looks at the image again, after the page drew something else on a `<canvas>`. */
  refresh(): void {
    this.#stage.refresh();
    this.#session.lookAtImage(true);
    this.requestUpdate();
  }

  /** Boxes of the present heatmap, best first; they are not added to the drafts. */
  toBoxes(options: ToBoxesOptions = {}): DraftBox[] {
    return this.#session.boxesOf(options);
  }

  /** @throws SaliencyError `bad-option` for an id that no box has; so do {@link reject}, {@link restore}, {@link relabel} */
  accept(id: string | 'all'): void {
    this.#session.labels.accept(id, 'page');
  }

  reject(id: string | 'all'): void {
    this.#session.labels.reject(id, 'page');
  }

  /** Takes a decision back: the box is a draft again. */
  restore(id: string): void {
    this.#session.labels.labels.restore(id, 'page');
  }

  relabel(id: string, label: string): void {
    this.#session.labels.labels.relabel(id, label, 'page');
  }

  /** Deletes a box. A draft of the machine is rejected, since it would come back. */
  removeBox(id: string): void {
    this.#session.labels.labels.remove(id, 'page');
  }

  /**
   * Adds boxes to those of the image; one whose id is there already takes that box's place.
   *
   * @throws SaliencyError `bad-option`, which names the box and the field, before anything is added
   */
  addBoxes(boxes: readonly GivenBox[]): readonly DraftBox[] {
    return this.#session.labels.add(boxes, 'page');
  }

  /** Makes these the boxes that were decided on in the image, in place of all others: for pages that keep them. */
  setBoxes(boxes: readonly GivenBox[]): void {
    this.#session.labels.set(boxes, 'page');
  }

  undo(): boolean {
    return this.#session.labels.labels.undo('page');
  }

  redo(): boolean {
    return this.#session.labels.labels.redo('page');
  }

  /**
   * The accepted boxes in an annotation format: the text of the file, or a ZIP of several.
   *
   * @throws SaliencyError `bad-option` for a format that does not exist
   */
  exportAnnotations(format: string, options: ElementExportOptions = {}): string | Blob {
    const files = this.exportFiles(format, options);
    return files.length === 1 ? files[0].text : zip(files);
  }

  /** The same as separate files. */
  exportFiles(format: string, options: ElementExportOptions = {}): AnnotationFile[] {
    const { scope = 'image', ...rest } = options;
    const labels = this.#record.labels.names;
    const images = this.#session.labels.annotations(scope);
    return exportAnnotations(format, images, labels.length > 0 ? { labels, ...rest } : rest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#session.connected();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#session.disconnected();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('threshold')) this.#session.propose();
    if (changed.has('model') && this.hasUpdated) this.#panel.forgetPicks('model');
    if (changed.has('selecting') && this.selecting) this.editing = false;
    else if (changed.has('editing') && this.editing) this.selecting = false;
    if (changed.has('keep') && this.isConnected) this.#session.keep();
    if (changed.has('imageId') || changed.has('imageName')) this.#session.lookAtImage();
  }

  protected override updated(): void {
    this.#states.show(this.status, this.#session.questions.busy);
    this.#drawStage();
    this.#session.askIfNew();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="frame" ?hidden=${this.target !== undefined && !this.contains(this.target)}>
        <slot></slot>
      </div>
      ${this.controls === 'none' ? nothing : this.#panel.render(panelViewOf(this.#record))}
    `;
  }

  /** Status and progress change nothing over the image, and a frame that is drawn for them keeps the answer waiting. */
  #drawStage(): void {
    const state = stageStateOf(this.#record);
    if (this.#drawn && isSameStage(this.#drawn, state)) return;
    this.#drawn = state;
    this.#stage.draw();
  }

  get #record(): OverlayRecord {
    const { questions, labels, image } = this.#session;
    const { status, progress, error, explanation, info } = questions;
    const { target } = this;
    return {
      ...{ target, status, progress, error, explanation, info },
      content: image.picture?.content,
      size: pictureSize(target, explanation),
      boxes: labels.boxes,
      selected: labels.selected?.id,
      canUndo: labels.labels.canUndo,
      canRedo: labels.labels.canRedo,
      labels: this.#labelLists.of({
        own: this.labels,
        labels: info?.card.labels,
        classes: info?.classLabels,
        scores: explanation?.scores,
        isProbability: explanation?.isProbability ?? true,
      }),
      settings: { ...this.panelSettings(), colormap: this.colormapName },
    };
  }
}
