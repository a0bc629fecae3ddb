import { css } from 'lit';

/** What is set in the panel: lists, sliders, the legend, the classes. */
export const fieldStyles = css`
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

  .select {
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
`;
