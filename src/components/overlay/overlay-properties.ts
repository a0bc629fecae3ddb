import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { ChannelChoice } from '../../cam/channel-choice.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { GivenCard } from '../../models/model-card.js';
import type { DevicePreference } from '../../worker/model-info.js';
import {
  channelsConverter,
  numberConverter,
  regionConverter,
  targetClassConverter,
  versusConverter,
} from './attribute-converters.js';
import { readsInput } from '../panel/settings/method-groups.js';
import { isColormapName, type ColormapName } from '../colormaps/registry.js';
import type { PanelSettings } from '../panel/panel-view.js';
import type { Asked } from './question/asked.js';
import type { ModelReference } from './question/model-source.js';

const NO_CARD: GivenCard = {};
const DEFAULT_COLORMAP = 'viridis';

export const DEFAULT_MODEL = 'imagenet';

/** What a page can set, as attributes or as properties, and what follows from these alone. */
export abstract class OverlayProperties extends LitElement {
  /** A catalogue name, the URL of an `.onnx` file, or (as a property) the file itself, alone or with its weights' files. */
  @property() model: ModelReference = DEFAULT_MODEL;
  /** Address of a catalogue of your own models, whose names come before those of the package. */
  @property() catalog: string | undefined;
  /** What is known of a model that is not in a catalogue: labels, preprocessing, output. */
  @property({ attribute: false }) modelCard: GivenCard = NO_CARD;
  @property() method = 'layer-cam';
  /** `top`, a class index, or a label. */
  @property({ attribute: 'target-class', converter: targetClassConverter }) targetClass: string | number =
    'top';
  /** Contrast: why `targetClass` and not this class: a class index or a label. */
  @property({ converter: versusConverter, reflect: true }) versus: string | number | undefined;
  /** A tensor of the model; default: its last spatial one. */
  @property({ reflect: true }) layer: string | undefined;
  /** Which feature maps contribute: indices and ranges, or the k strongest; default: all of them. */
  @property({ converter: channelsConverter, reflect: true }) channels: ChannelChoice | undefined;
  /** The part of the image, in its pixels, whose neurons contribute; default: all of it. */
  @property({ converter: regionConverter, reflect: true }) region: Rectangle | undefined;
  /** A rectangle can be drawn on the image, and becomes `region`; until this ends, the image takes pointer and keys. */
  @property({ type: Boolean, reflect: true }) selecting = false;
  /** How many noisy copies of the image to average over; smoothed methods take 5 by default. */
  @property({ converter: numberConverter }) samples: number | undefined;
  /** Sigma of the copies' noise, as a fraction of the input's range, from 0 to 1; default 0.02. */
  @property({ converter: numberConverter }) noise: number | undefined;
  /** Of the noise, a whole number; the same seed gives the same map. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Fraction of the map's maximum above which a region becomes a box, in (0, 1]. */
  @property({ type: Number }) threshold = 0.3;
  /** Of the heatmap, in [0, 1]. */
  @property({ type: Number }) opacity = 0.7;
  /** `viridis`, `inferno`, `cividis`, `turbo` or `jet`. */
  @property() colormap: string = DEFAULT_COLORMAP;
  @property() device: DevicePreference = 'auto';
  /** Address of `worker.js`, if it is not beside this module. */
  @property({ attribute: 'worker-url' }) workerUrl: string | undefined;
  /** Folder of ONNX Runtime's glue and wasm, if not beside the worker. */
  @property({ attribute: 'wasm-paths' }) wasmPaths: string | undefined;
  /** Hides the heatmap; the boxes stay. */
  @property({ type: Boolean, reflect: true, attribute: 'hidden-overlay' }) hiddenOverlay = false;
  /** Boxes can be moved, resized, drawn and relabelled; the image takes pointer and keys until this ends. */
  @property({ type: Boolean, reflect: true }) editing = false;
  /** Explains only when `explain()` is called. */
  @property({ type: Boolean }) manual = false;
  /** `none` leaves out the panel; everything in it is a property or a method too. */
  @property() controls: 'full' | 'none' = 'full';
  /** Labels that boxes can be given, before those of the model. */
  @property({ attribute: false }) labels: readonly string[] | undefined;
  /** What the page calls the image: labels go by it. Default: its content. */
  @property({ attribute: 'image-id' }) imageId: string | undefined;
  /** A name under which labels are kept in this browser; absent: in this page only. */
  @property() keep: string | undefined;
  /** Name of the image in exports; default: the last part of its address. */
  @property({ attribute: 'image-name' }) imageName: string | undefined;

  /** What is asked for. */
  protected asked(): Asked {
    const {
      modelCard: card,
      method,
      targetClass,
      versus,
      layer,
      channels,
      region,
      samples,
      noise,
      seed,
    } = this;
    const { device, catalog, workerUrl, wasmPaths } = this;
    return {
      model: this.model || DEFAULT_MODEL,
      card,
      client: { device, catalog: catalog || undefined, workerUrl, wasmPaths },
      options: {
        ...{ method, targetClass, region, samples, noise, seed },
        versus: versus === '' ? undefined : versus,
        layer: layer || undefined,
        // At the input these would be colours.
        channels: readsInput(method) ? undefined : channels,
      },
    };
  }

  protected panelSettings(): Omit<PanelSettings, 'colormap'> {
    const { method, layer, channels, region, selecting, samples, noise } = this;
    const { opacity, threshold, hiddenOverlay, editing } = this;
    return {
      ...{ method, layer, channels, region, selecting, samples, noise },
      ...{ opacity, threshold, hiddenOverlay, editing },
    };
  }

  /** The colour map by that name, or the default one. */
  get colormapName(): ColormapName {
    return isColormapName(this.colormap) ? this.colormap : DEFAULT_COLORMAP;
  }
}
