import { css } from 'lit';
import { comboboxStyles } from './combobox-styles.js';

/** The layer over the image. It takes no part in the page's input until boxes are edited. */
export const layerStyles = css`
  ${comboboxStyles}

  :host {
    position: absolute;
    left: 0;
    top: 0;
    width: 1px;
    height: 1px;
    margin: 0;
    padding: 0;
    border: 0;
    pointer-events: none;
    font: 500 13px/1.3 var(--_font);
    color: var(--_text);
  }

  .clip {
    position: absolute;
    inset: 0;
    overflow: hidden;
    border-radius: inherit;
  }

  .clip canvas,
  .boxes canvas {
    position: absolute;
    inset: 0;
  }

  .boxes {
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }

  :host([data-editing]) .boxes {
    pointer-events: auto;
  }

  .boxes:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: -3px;
  }

  .region {
    position: absolute;
    left: 0;
    top: 0;
    overflow: hidden;
  }

  .region[data-selecting] {
    pointer-events: auto;
    touch-action: none;
    cursor: crosshair;
  }

  .region:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: -3px;
  }

  .region-box {
    position: absolute;
    left: 0;
    top: 0;
    outline: 2px solid #fff;
    box-shadow:
      0 0 0 4px rgb(0 0 0 / 0.55),
      0 0 0 200vmax rgb(0 0 0 / 0.4);
  }

  .region[data-selecting] .region-box {
    cursor: move;
  }

  .region-grip {
    display: none;
    position: absolute;
    width: 24px;
    height: 24px;
    margin: -12px;
  }

  .region[data-selecting] .region-grip {
    display: block;
  }

  .region-grip::after {
    content: '';
    position: absolute;
    inset: 6px;
    border: 2px solid #16191f;
    border-radius: 50%;
    background: #fff;
  }

  .region-grip[data-x='-1'] {
    left: 0;
  }

  .region-grip[data-x='0'] {
    left: 50%;
    cursor: ns-resize;
  }

  .region-grip[data-x='1'] {
    left: 100%;
  }

  .region-grip[data-y='-1'] {
    top: 0;
  }

  .region-grip[data-y='0'] {
    top: 50%;
    cursor: ew-resize;
  }

  .region-grip[data-y='1'] {
    top: 100%;
  }

  .region-grip:is([data-x='-1'][data-y='-1'], [data-x='1'][data-y='1']) {
    cursor: nwse-resize;
  }

  .region-grip:is([data-x='-1'][data-y='1'], [data-x='1'][data-y='-1']) {
    cursor: nesw-resize;
  }

  .tools {
    position: absolute;
    display: flex;
    gap: 2px;
    padding: 3px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 0.28);
    pointer-events: auto;
    width: max-content;
    max-width: 100%;
  }

  .tools button,
  .tools input {
    height: 32px;
    border: 0;
    border-radius: var(--_control-radius);
    background: transparent;
    cursor: pointer;
  }

  .tools .combobox {
    width: 160px;
    flex: 0 1 auto;
  }

  .tools button {
    display: grid;
    place-items: center;
    width: 34px;
  }

  .tools :is(button, input):hover {
    background: var(--_raised);
  }

  .tools .accept {
    color: var(--_positive);
  }

  .tools .reject {
    color: var(--_negative);
  }

  svg {
    width: 18px;
    height: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  @media (forced-colors: active) {
    .region-box {
      outline-color: Highlight;
      box-shadow: none;
    }
  }

  @media (pointer: coarse) {
    .tools button,
    .tools input {
      height: 42px;
      min-width: 42px;
    }
  }
`;
