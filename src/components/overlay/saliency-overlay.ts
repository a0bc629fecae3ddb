import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { DraftBox } from '../../drafts/draft-box.js';
import { SaliencyError } from '../../errors.js';
import type { AnnotationFile, ExportOptions } from '../../formats/annotation-format.js';
import { exportAnnotations } from '../../formats/export-annotations.js';
import type { Explanation, ExplainOptions } from '../../worker/explanation.js';
import type { ModelInfo } from '../../worker/model-info.js';
import type { Progress } from '../../worker/progress.js';
import { CustomStates } from './custom-states.js';
import { boxesOf, DraftsController, type ToBoxesOptions } from './drafts-controller.js';
import { editCommands } from './edit-commands.js';
import { ExplainController, type Status } from './explain-controller.js';
import { drawLabelOf, featureSubjectOf, labelsOf, modelNameOf, stageStateOf } from './element-view.js';
import { FeatureMapsController } from '../panel/feature-maps-controller.js';
import type { PictureElement } from '../stage/measure-target.js';
import { asksAnew, DEFAULT_MODEL, OverlayProperties } from './overlay-properties.js';
import { PanelController } from '../panel/panel-controller.js';
import { ShownPicture } from './shown-picture.js';
import { StageController } from '../stage/stage-controller.js';
import { elementStyles } from '../styles/element-styles.js';
import { TargetController } from './target-controller.js';
import { UnaskedQuestion } from './unasked-question.js';
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
 * @event saliency-draft-change - The boxes changed.
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

  readonly #explaining = new ExplainController(this, () => {
    this.#describeImage();
    this.#propose();
  });
  readonly #picture = new ShownPicture(this);
  readonly #drafts = new DraftsController(this);
  readonly #targets = new TargetController(this, (target) => (this.#stage.target = target));
  readonly #features = new FeatureMapsController(this, {
    subject: () => featureSubjectOf(this, this.#picture),
    ask: (options, signal) => this.#explaining.featureMaps(options, signal),
  });
  readonly #commands = editCommands(this.#drafts, {
    leave: () => (this.editing = false),
    toggleOverlay: () => (this.hiddenOverlay = !this.hiddenOverlay),
    toggleHelp: () => this.#panel.toggleHelp(),
  });
  readonly #stage = new StageController(this, {
    commands: this.#commands,
    state: () => stageStateOf(this, this.#picture),
    frameOf: (target) => (this.contains(target) ? this.frame : undefined),
    sourceChanged: () => this.#sourceChanged(),
    failed: (error) => this.#explaining.report(error),
    select: (id) => this.#drafts.select(id),
    change: (id, rect) => this.#drafts.place(id, rect),
    draw: (rect) => this.#drafts.add(rect, drawLabelOf(this)),
    accept: (id) => this.#drafts.accept(id),
    reject: (id) => this.#drafts.reject(id),
    relabel: (id, label) => this.#drafts.relabel(id, label),
    region: {
      change: (region) => this.#panel.pick({ region }),
      leave: () => (this.selecting = false),
    },
  });
  readonly #panel = new PanelController(this, {
    drafts: this.#drafts,
    features: this.#features,
    picture: this.#picture,
    stage: this.#stage,
    commands: this.#commands,
    labels: () => labelsOf(this),
    retry: () => this.#unasked.ask(),
  });
  readonly #states = new CustomStates(this);
  readonly #unasked = new UnaskedQuestion(this, this.#picture);

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
    return this.#explaining.status;
  }

  get progress(): Progress | undefined {
    return this.#explaining.progress;
  }

  /** Why the status is `error`. */
  get error(): SaliencyError | undefined {
    return this.#explaining.error;
  }

  /** What is drawn. */
  get explanation(): Explanation | undefined {
    return this.#explaining.explanation;
  }

  /** The open model: its labels and layers, and the device that it runs on. */
  get modelInfo(): ModelInfo | undefined {
    return this.#explaining.info;
  }

  /** All boxes of the image, rejected ones too. */
  get boxes(): readonly DraftBox[] {
    return this.#drafts.boxes;
  }

  get canUndo(): boolean {
    return this.#drafts.canUndo;
  }

  get canRedo(): boolean {
    return this.#drafts.canRedo;
  }

  /** Id of the selected box. */
  get selected(): string | undefined {
    return this.#drafts.selected?.id;
  }

  set selected(id: string | undefined) {
    this.#drafts.select(id);
  }

  /**
   * Explains the image. A newer call, or another image, ends an unfinished one.
   *
   * @returns the explanation, which is drawn as well
   * @throws SaliencyError with the contract's codes; `aborted` when it was cancelled or superseded
   */
  async explain(options: ExplainCallOptions = {}): Promise<Explanation> {
    if (!this.isConnected) {
      throw new SaliencyError(
        'image-missing',
        'Put the element into a document before it explains an image.',
      );
    }
    // A `src` or `for` that was set just before takes effect only now.
    await this.updateComplete;
    this.#targets.resolve();
    this.#followPixels();
    this.#stage.prepare();
    this.#unasked.settle();
    const { signal, ...chosen } = options;
    return this.#explaining.explain(
      {
        target: this.target,
        pixels: this.#picture.pixels,
        model: this.model || DEFAULT_MODEL,
        card: this.modelCard,
        client: this.clientOptions(),
        options: { ...this.question(), ...chosen },
      },
      signal,
    );
  }

  /** Ends what is under way; its promise rejects with `aborted`. */
  cancel(): void {
    this.#explaining.cancel();
  }

  /** Looks at the image again, after the page drew something else on a `<canvas>`. */
  refresh(): void {
    this.#picture.redrawn();
    this.#stage.refresh();
    this.#sourceChanged();
  }

  /** Boxes of the present heatmap, best first; they are not added to the drafts. */
  toBoxes(options: ToBoxesOptions = {}): DraftBox[] {
    const { explanation } = this;
    if (!explanation) return [];
    return boxesOf(explanation, modelNameOf(this), { threshold: this.threshold, ...options });
  }

  accept(id: string | 'all'): void {
    this.#drafts.accept(id);
  }

  reject(id: string | 'all'): void {
    this.#drafts.reject(id);
  }

  relabel(id: string, label: string): void {
    this.#drafts.relabel(id, label);
  }

  undo(): boolean {
    return this.#drafts.undo();
  }

  redo(): boolean {
    return this.#drafts.redo();
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
    const images = scope === 'all' ? this.#drafts.everyImage : [this.#drafts.thisImage];
    const labels = labelsOf(this);
    return exportAnnotations(format, images, labels.length > 0 ? { labels, ...rest } : rest);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('threshold')) this.#propose();
    if (changed.has('model') && this.hasUpdated) this.#panel.forgetPicks('model');
    if (changed.has('selecting') && this.selecting) this.editing = false;
    else if (changed.has('editing') && this.editing) this.selecting = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#states.show(this.status, this.#explaining.busy);
    this.#stage.draw();
    if (asksAnew(changed)) this.#unasked.renew();
    this.#unasked.askIfNew();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="frame" ?hidden=${this.target !== undefined && !this.contains(this.target)}>
        <slot></slot>
      </div>
      ${this.controls === 'none' ? nothing : this.#panel.render()}
    `;
  }

  #sourceChanged(): void {
    if (this.#followPixels()) this.#unasked.renew();
    this.requestUpdate();
  }

  /** Turns to the image that the target shows now; returns whether it is another one. */
  #followPixels(): boolean {
    if (!this.#picture.follow()) return false;
    this.#explaining.clear();
    this.#panel.forgetPicks('image');
    this.#drafts.useImage(this.#picture.pixels);
    this.#describeImage();
    return true;
  }

  #describeImage(): void {
    const { description } = this.#picture;
    if (description) this.#drafts.describe(description);
  }

  #propose(): void {
    const { explanation } = this;
    if (!explanation) return;
    try {
      this.#drafts.propose(explanation, modelNameOf(this), { threshold: this.threshold });
    } catch (thrown) {
      this.#explaining.report(SaliencyError.from(thrown));
    }
  }
}
