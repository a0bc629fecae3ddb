import { css } from 'lit';

/** The panel and its head: title, status, progress bar, error. */
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
    margin-inline-start: -8px;
  }

  .section {
    padding: 12px 14px;
    border-top: 1px solid var(--_border);
  }
`;
