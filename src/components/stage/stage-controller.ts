import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { SaliencyError } from '../../errors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { boxTools } from '../panel/boxes/box-tools.js';
import type { LabelList } from '../panel/labels/label-list.js';
import { ImageTracker } from './image-tracker.js';
import type { Placement } from './layer-placement.js';
import { handleKey, type EditCommands } from '../overlay/commands/keyboard.js';
import type { PictureElement } from './measure-target.js';
import { OverlayLayer } from './overlay-layer.js';
import { toPicture } from './placement.js';
import { RegionFrame, type RegionState } from './region-frame.js';
import type { RegionActions } from './region-keys.js';
import type { BoxActions, BoxState } from './box-layer.js';
import type { FabricStage } from './fabric-stage.js';
import type { HeatmapState } from './heatmap-layer.js';

export interface StageState extends HeatmapState, BoxState, RegionState {
  readonly labels: LabelList;
}

export interface StageCallbacks extends BoxActions {
  readonly commands: EditCommands;
  readonly region: RegionActions;
  state(): StageState;
  /** Where the layer goes for a target that the element wraps; undefined for one that it only points at. */
  frameOf(target: PictureElement): HTMLElement | undefined;
  sourceLoaded(): void;
  failed(error: SaliencyError): void;
  accept(id: string): void;
  reject(id: string): void;
  relabel(id: string, label: string): void;
}

/** Joins the tracked image, the layer over it and what Fabric draws there. */
export class StageController implements ReactiveController {
  readonly #callbacks: StageCallbacks;
  readonly #tracker: ImageTracker;
  readonly #region: RegionFrame;
  #layer: OverlayLayer | undefined;
  #stage: FabricStage | undefined;
  #Stage: typeof FabricStage | undefined;
  #loading: Promise<void> | undefined;
  #placement: Placement | undefined;

  constructor(host: ReactiveControllerHost, callbacks: StageCallbacks) {
    this.#callbacks = callbacks;
    this.#region = new RegionFrame(callbacks.region);
    this.#tracker = new ImageTracker(host, {
      layer: () => this.#requireLayer().host,
      mount: (target) => this.#requireLayer().mount(target, callbacks.frameOf(target)),
      placed: (placement) => {
        this.#placement = placement;
        this.draw();
      },
      sourceLoaded: () => callbacks.sourceLoaded(),
    });
    host.addController(this);
  }

  get target(): PictureElement | undefined {
    return this.#tracker.target;
  }

  set target(target: PictureElement | undefined) {
    this.#tracker.target = target;
    if (!target) this.#layer?.remove();
  }

  hostDisconnected(): void {
    this.#stage?.dispose();
    this.#stage = undefined;
    this.#layer?.remove();
    this.#layer = undefined;
    this.#placement = undefined;
  }

  /** Follows the image anew, after something that no event tells of. */
  refresh(): void {
    this.#tracker.refresh();
  }

  /** Gives the focus to what is edited on the image. */
  focus(): void {
    const { selecting } = this.#callbacks.state();
    const edited = selecting ? this.#region.element : this.#layer?.boxes;
    edited?.focus({ preventScroll: true });
  }

  draw(): void {
    const state = this.#callbacks.state();
    if (!this.#layer || !this.#placement) return;
    this.#layer.editing = state.editing;
    this.#region.update(state, this.#placement.picture);
    const nothing = !state.explanation && state.boxes.length === 0 && !state.editing;
    if (!this.#stage && nothing) return;
    this.prepare();
    this.#stage ??= this.#Stage && new this.#Stage(this.#layer.heatmap, this.#layer.boxes, this.#callbacks);
    this.#stage?.update(state, this.#placement);
    this.#drawTools(state, this.#placement.picture);
  }

  /** Fetches what draws; best while the model is on its way. */
  prepare(): void {
    this.#loading ??= this.#load().catch((thrown: unknown) => {
      this.#loading = undefined;
      this.#callbacks.failed(SaliencyError.from(thrown));
    });
  }

  async #load(): Promise<void> {
    this.#Stage = (await import('./fabric-stage.js')).FabricStage;
    this.draw();
  }

  #drawTools(state: StageState, picture: Rectangle): void {
    const box = state.editing ? state.boxes.find(({ id }) => id === state.selected) : undefined;
    if (!box || box.status === 'rejected') {
      this.#layer?.showTools(undefined, undefined);
      return;
    }
    const tools = boxTools({
      box,
      labels: state.labels,
      relabel: (label) => this.#callbacks.relabel(box.id, label),
      accept: () => this.#callbacks.accept(box.id),
      reject: () => this.#callbacks.reject(box.id),
    });
    this.#layer?.showTools(tools, toPicture(box, state.image, picture));
  }

  #requireLayer(): OverlayLayer {
    if (this.#layer) return this.#layer;
    this.#layer = new OverlayLayer(this.#region.element);
    this.#layer.boxes.addEventListener('keydown', (event) => handleKey(event, this.#callbacks.commands));
    return this.#layer;
  }
}
