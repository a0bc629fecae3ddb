import { css } from 'lit';

/** The list of boxes, and that of the keys. */
export const draftStyles = css`
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

  .draft .combobox input:not(:hover, :focus) {
    border-color: transparent;
    background: transparent;
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

  .drafts + .disclosure {
    margin-top: 16px;
  }

  .rejected-label {
    grid-column: 2 / -2;
    overflow: hidden;
    padding-inline: 9px;
    color: var(--_muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .draft .text-button {
    margin-inline-end: -6px;
  }

  .draft[data-status='rejected'] .thumbnail {
    opacity: 0.6;
    cursor: default;
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
`;
