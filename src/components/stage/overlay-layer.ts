import { adoptStyles, nothing, render, type TemplateResult } from 'lit';
import type { PictureElement } from './measure-target.js';
import { layerStyles } from '../styles/layer-styles.js';
import { tokens } from '../styles/tokens.js';
import type { Rectangle } from '../../geometry/rectangle.js';

const TOOLS_HEIGHT = 40;
const GAP = 8;

/**
 * The DOM over an image: a positioned `<div>` with a shadow root of its own, so that no style of the page reaches in.
 * For a wrapped image it lies in the element's shadow tree; for an attached one it is the image's next sibling, so
 * that the page's scrolling, clipping, transforms and stacking hold for it as they do for the image.
 */
export class OverlayLayer {
  readonly host = document.createElement('div');
  readonly heatmap = document.createElement('canvas');
  readonly boxes = document.createElement('div');
  readonly #tools = document.createElement('div');

  /** @param region lies over the heatmap and under the boxes */
  constructor(region: HTMLElement) {
    const root = this.host.attachShadow({ mode: 'open' });
    adoptStyles(root, [tokens, layerStyles]);
    this.host.dataset.saliencyLayer = '';
    const clip = document.createElement('div');
    clip.className = 'clip';
    clip.append(this.heatmap, region);
    this.boxes.className = 'boxes';
    this.#tools.className = 'tools';
    this.#tools.hidden = true;
    root.append(clip, this.boxes, this.#tools);
  }

  /** Puts the layer into `frame`, or else right after the image. */
  mount(target: PictureElement, frame: HTMLElement | undefined): void {
    // A component that the image is slotted into shows the layer in the same place.
    const slot = frame ? '' : target.slot;
    if (this.host.slot !== slot) this.host.slot = slot;
    if (frame) {
      if (this.host.parentNode !== frame) frame.append(this.host);
      return;
    }
    if (target.nextElementSibling !== this.host) target.after(this.host);
  }

  /** The page shows the layer mirrored; its text must be read all the same. */
  set isMirrored(isMirrored: boolean) {
    if (this.host.hasAttribute('data-mirrored') === isMirrored) return;
    this.host.toggleAttribute('data-mirrored', isMirrored);
  }

  set editing(editing: boolean) {
    if (this.host.hasAttribute('data-editing') === editing) return;
    this.host.toggleAttribute('data-editing', editing);
    if (!editing) {
      for (const name of ['tabindex', 'role', 'aria-label']) this.boxes.removeAttribute(name);
      return;
    }
    this.boxes.tabIndex = 0;
    this.boxes.setAttribute('role', 'application');
    this.boxes.setAttribute('aria-label', 'Boxes over the image. Press question mark for the list of keys.');
  }

  /** Shows tools below `box` (in the layer's pixels), above it, or in it, as there is room; `undefined` hides them. */
  showTools(tools: TemplateResult | undefined, box: Rectangle | undefined): void {
    this.#tools.hidden = !tools;
    render(tools ?? nothing, this.#tools);
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = this.host;
    const below = box.y + box.height + GAP;
    const above = box.y - GAP - TOOLS_HEIGHT;
    const inside = height - GAP - TOOLS_HEIGHT;
    const y = below <= inside ? below : above >= 0 ? above : inside;
    const isRtl = getComputedStyle(this.host).direction === 'rtl';
    const start = isRtl ? box.x + box.width - this.#tools.offsetWidth : box.x;
    const x = Math.max(0, Math.min(start, width - this.#tools.offsetWidth));
    this.#tools.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
  }

  remove(): void {
    this.host.remove();
  }
}
