import { css } from 'lit';

/** The panel of controls. It adapts to its own width, not to that of the page. */
export const panelStyles = css`
  .panel {
    container: saliency-panel / inline-size;
    position: relative;
    width: 0;
    min-width: max(100%, 17rem);
    font: 400 13px/1.4 var(--_font);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: hidden;
  }

  .frame:not([hidden]) + .panel {
    margin-top: 8px;
  }

  .bar-slot {
    position: absolute;
    inset: 0 0 auto;
    height: 3px;
  }

  .bar {
    display: block;
    width: 100%;
    height: 3px;
    border: 0;
    appearance: none;
    background: var(--_raised);
    accent-color: var(--_accent);
  }

  .bar::-webkit-progress-bar {
    background: var(--_raised);
  }

  .bar::-webkit-progress-value {
    background: var(--_accent);
  }

  .bar::-moz-progress-bar {
    background: var(--_accent);
  }

  .bar:indeterminate {
    background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0 0 / 40% 100% no-repeat;
    animation: slide 1.2s linear infinite;
  }

  .bar:indeterminate::-webkit-progress-bar {
    background: transparent;
  }

  @keyframes slide {
    from {
      background-position: -70% 0;
    }
    to {
      background-position: 170% 0;
    }
  }

  .head,
  .status {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .head {
    justify-content: space-between;
    min-height: 34px;
  }

  .panel > .head {
    padding: 10px 10px 0 14px;
  }

  .title {
    margin: 0;
    font-size: 16px;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .title::first-letter {
    text-transform: uppercase;
  }

  .subtitle {
    margin: 0;
    white-space: nowrap;
    font-size: 13px;
    font-weight: 600;
  }

  .tools {
    display: flex;
    align-items: center;
    gap: 2px;
    flex: none;
  }

  .status {
    align-items: baseline;
    min-height: 24px;
    padding: 4px 14px 10px;
    color: var(--_muted);
    font-size: 12px;
  }

  .status-text {
    flex: 1;
    min-width: 0;
    font-variant-numeric: tabular-nums;
  }

  .badge {
    flex: none;
    padding: 1px 7px;
    border-radius: 99px;
    border: 1px solid var(--_border);
    font-size: 11px;
    font-weight: 600;
    color: var(--_text);
  }

  .badge[data-device='webgpu'] {
    color: var(--_positive);
    border-color: color-mix(in srgb, var(--_positive) 45%, transparent);
  }

  .alert {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 10px;
    margin: 0 14px 12px;
    padding: 10px 12px;
    border-radius: var(--_control-radius);
    border: 1px solid color-mix(in srgb, var(--_negative) 45%, transparent);
    background: color-mix(in srgb, var(--_negative) 8%, var(--_surface));
  }

  .alert p {
    margin: 0;
  }

  .alert svg {
    color: var(--_negative);
  }

  .alert code {
    padding: 0 4px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--_negative) 14%, transparent);
    font:
      500 11px/1.6 ui-monospace,
      monospace;
    white-space: nowrap;
  }

  .alert .text-button {
    grid-column: 2;
    justify-self: start;
    margin-left: -8px;
  }

  .section {
    padding: 12px 14px;
    border-top: 1px solid var(--_border);
  }

  .fields {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px 16px;
  }

  .field {
    display: block;
    min-width: 0;
  }

  .field-label {
    display: flex;
    justify-content: space-between;
    margin-bottom: 4px;
    color: var(--_muted);
    font-size: 12px;
  }

  .field-label .value {
    color: var(--_text);
    font-variant-numeric: tabular-nums;
  }

  .select,
  .draft select {
    width: 100%;
    height: 32px;
    padding-inline: 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    text-overflow: ellipsis;
    cursor: pointer;
  }

  input[type='range'] {
    display: block;
    width: 100%;
    height: 32px;
    appearance: none;
    background: transparent;
    cursor: pointer;
  }

  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--_accent) calc(var(--at) * 100%), var(--_border) 0);
  }

  input[type='range']::-moz-range-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--_accent) calc(var(--at) * 100%), var(--_border) 0);
  }

  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 18px;
    height: 18px;
    margin-top: -7px;
    border-radius: 50%;
    border: 2px solid var(--_accent);
    background: var(--_surface);
  }

  input[type='range']::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border-radius: 50%;
    border: 2px solid var(--_accent);
    background: var(--_surface);
  }

  .legend {
    grid-column: 1 / -1;
    margin: 0;
  }

  .ramp {
    position: relative;
    height: 10px;
    border-radius: 5px;
  }

  .ramp::after {
    content: '';
    position: absolute;
    inset-block: -3px;
    left: calc(var(--threshold) * 100%);
    width: 3px;
    margin-left: -1.5px;
    border-radius: 2px;
    background: var(--_text);
    box-shadow: 0 0 0 1.5px var(--_surface);
  }

  .ends {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    margin-top: 4px;
    color: var(--_muted);
    font-size: 11px;
  }

  .caption {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .classes {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .class {
    position: relative;
    display: inline-flex;
    align-items: baseline;
    gap: 8px;
    line-height: 28px;
    max-width: 100%;
    padding: 0 10px;
    border: 1px solid var(--_border);
    border-radius: 99px;
    background: linear-gradient(
      to right,
      color-mix(in srgb, var(--_accent) 16%, transparent) calc(var(--share) * 100%),
      transparent 0
    );
    cursor: pointer;
  }

  .class[aria-checked='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
    font-weight: 600;
  }

  .class-label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .class-score {
    color: var(--_muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }

  .other-classes {
    margin-top: 8px;
  }

  .icon,
  .text-button {
    display: inline-grid;
    place-items: center;
    height: 32px;
    border: 0;
    border-radius: var(--_control-radius);
    background: transparent;
    cursor: pointer;
  }

  .icon {
    width: 34px;
    color: var(--_muted);
  }

  .icon[aria-pressed='true'] {
    color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  .text-button {
    padding-inline: 8px;
    color: var(--_accent);
    font-weight: 550;
    white-space: nowrap;
  }

  .status .text-button {
    height: 24px;
  }

  :is(.icon, .text-button):hover:not(:disabled) {
    background: var(--_raised);
  }

  :disabled {
    opacity: 0.4;
    cursor: default;
  }

  svg {
    width: 18px;
    height: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .drafts {
    display: grid;
    gap: 2px;
    margin: 8px -6px -4px;
    padding: 0;
    list-style: none;
  }

  .draft {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto auto auto;
    align-items: center;
    gap: 4px;
    padding: 4px 6px;
    border-radius: var(--_control-radius);
  }

  .draft[aria-current] {
    background: var(--_raised);
  }

  .draft select {
    border-color: transparent;
    background: transparent;
  }

  .draft select:hover {
    border-color: var(--_border);
  }

  .draft option {
    background: var(--_surface);
  }

  .thumbnail {
    width: 44px;
    height: 34px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    outline: 2px dashed var(--color);
    outline-offset: -2px;
    background: var(--_raised) no-repeat;
    cursor: pointer;
  }

  .thumbnail:focus-visible {
    box-shadow:
      0 0 0 2px var(--_surface),
      0 0 0 4px var(--_accent);
  }

  .draft[data-status='accepted'] .thumbnail {
    outline-style: solid;
  }

  .draft[data-status='accepted'] .accept {
    opacity: 1;
    color: var(--_positive);
    background: transparent;
  }

  .score {
    min-width: 2.7em;
    text-align: end;
    color: var(--_muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }

  .hint {
    margin: 6px 0 0;
    color: var(--_muted);
  }

  .keys {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr));
    gap: 4px 16px;
    margin: 6px 14px 10px;
    padding: 10px 12px;
    border-radius: var(--_control-radius);
    background: var(--_raised);
    font-size: 12px;
  }

  .keys div {
    display: grid;
    grid-template-columns: 9.5rem 1fr;
    align-items: baseline;
    gap: 8px;
  }

  .keys dd {
    margin: 0;
  }

  kbd {
    display: inline-block;
    margin-right: 4px;
    padding: 0 5px;
    border: 1px solid var(--_border);
    border-bottom-width: 2px;
    border-radius: 4px;
    background: var(--_surface);
    font: 500 11px/1.6 var(--_font);
  }

  @container saliency-panel (max-width: 20rem) {
    .text-button {
      padding-inline: 4px;
    }

    .icon {
      width: 30px;
    }
  }

  @container saliency-panel (min-width: 44rem) {
    .fields {
      grid-template-columns: repeat(4, 1fr);
    }

    .fields > .wide {
      grid-column: span 2;
    }
  }

  @media (pointer: coarse) {
    .icon,
    .text-button,
    .select,
    .draft select,
    .class {
      min-height: 42px;
    }

    .icon {
      width: 42px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .bar:indeterminate {
      animation: none;
      background: var(--_accent);
    }
  }

  @media (forced-colors: active) {
    .class[aria-checked='true'],
    .icon[aria-pressed='true'],
    .draft[aria-current] {
      outline: 2px solid Highlight;
    }

    .ramp,
    .thumbnail,
    .class {
      forced-color-adjust: none;
    }
  }
`;
