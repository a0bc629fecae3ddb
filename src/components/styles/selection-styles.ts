import { css } from 'lit';

/** The section of the feature maps and the region. */
export const selectionStyles = css`
  .note {
    margin: 6px 0 0;
    color: var(--_muted);
    font-size: 12px;
  }

  .wide {
    grid-column: 1 / -1;
  }

  .class-lists {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: 8px;
    margin-top: 8px;
  }

  .selection .summary-text {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .region-row,
  .strip-head {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 34px;
    margin-top: 8px;
  }

  .region-text,
  .strip-head > :first-child {
    flex: 1;
    min-width: 0;
    color: var(--_muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }

  .region-button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 32px;
    padding-inline: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    white-space: nowrap;
    cursor: pointer;
  }

  .region-button:hover:not(:disabled) {
    background: var(--_raised);
  }

  .region-button[aria-pressed='true'] {
    border-color: var(--_accent);
    color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }

  .maps {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(72px, 1fr));
    gap: 8px;
    margin-top: 4px;
  }

  .map {
    position: relative;
    display: grid;
    min-width: 0;
  }

  .map-switch {
    display: grid;
    gap: 3px;
    padding: 3px 3px 2px;
    border: 1px solid var(--_border);
    border-radius: 8px;
    background: var(--_surface);
    cursor: pointer;
  }

  .map-switch:hover {
    background: var(--_raised);
  }

  .map-switch canvas {
    width: 100%;
    border-radius: 5px;
  }

  .map-switch[aria-pressed='false'] {
    border-style: dashed;
  }

  .map-switch[aria-pressed='false'] canvas {
    filter: grayscale(1);
    opacity: 0.35;
  }

  .map-switch[aria-pressed='false'] .map-text {
    text-decoration: line-through;
  }

  .map-text {
    display: flex;
    justify-content: space-between;
    gap: 4px;
    padding-inline: 2px;
    color: var(--_muted);
    font-size: 11px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .map-share {
    color: var(--_text);
    font-weight: 600;
  }

  .map-share[data-stands='against'] {
    color: var(--_negative);
  }

  .map-only {
    height: 22px;
    padding-inline: 8px;
    border: 0;
    border-radius: 99px;
    background: transparent;
    color: var(--_accent);
    font-size: 11px;
    font-weight: 600;
    cursor: pointer;
  }

  /* Where there is a pointer it comes with it: keys have Shift+Enter. */
  @media (hover: hover) {
    .map-only {
      position: absolute;
      top: 6px;
      right: 6px;
      background: var(--_accent);
      color: var(--_on-accent);
    }

    .map:not(:hover, :focus-within) .map-only {
      visibility: hidden;
    }
  }

  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    margin-top: 4px;
    cursor: pointer;
  }

  .check input {
    width: 16px;
    height: 16px;
    accent-color: var(--_accent);
    cursor: pointer;
  }

  @container saliency-panel (min-width: 30rem) {
    .maps {
      grid-template-columns: repeat(6, 1fr);
    }
  }

  @media (pointer: coarse) {
    .check,
    .region-button,
    .selection summary {
      min-height: 42px;
    }
  }

  @media (forced-colors: active) {
    .map-switch[aria-pressed='true'],
    .region-button[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }

    .map-switch canvas {
      forced-color-adjust: none;
    }
  }
`;
