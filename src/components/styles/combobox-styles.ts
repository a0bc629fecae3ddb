import { css } from 'lit';

/** A text field with a list of labels under it. */
export const comboboxStyles = css`
  .combobox {
    position: relative;
    display: block;
    min-width: 0;
  }

  .combobox::after {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-end: 11px;
    width: 6px;
    height: 6px;
    margin-block: auto;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    translate: 0 -2px;
    rotate: 45deg;
    pointer-events: none;
  }

  .combobox input {
    display: block;
    width: 100%;
    height: 32px;
    padding-inline: 8px 26px;
    border: 1px solid var(--_border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    text-overflow: ellipsis;
    cursor: pointer;
  }

  /* Its neighbours are close. */
  .combobox input:focus-visible {
    outline-offset: -1px;
  }

  .combobox input[aria-expanded='true'] {
    cursor: text;
  }

  .combobox input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .combobox:has(:disabled)::after {
    opacity: 0.4;
  }

  .choices {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: hidden;
    color: var(--_text);
    background: var(--_surface);
    box-shadow: 0 8px 28px rgb(0 0 0 / 0.24);
    font: 400 13px/1.4 var(--_font);
    pointer-events: auto;
  }

  .choices-list {
    position: relative;
    height: 100%;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  .choices-note {
    margin: 0;
    overflow: hidden;
    color: var(--_muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .choices-note:not(:empty) {
    padding: 6px 8px;
  }

  .choices-room {
    position: relative;
  }

  .choice {
    position: absolute;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 10px;
    padding-inline: 8px;
    border-radius: calc(var(--_control-radius) - 1px);
    cursor: pointer;
  }

  .choice:hover {
    background: var(--_raised);
  }

  .choice[aria-selected='true'] {
    color: var(--_accent);
    font-weight: 600;
  }

  .choice[data-active] {
    background: color-mix(in srgb, var(--_accent) 14%, var(--_surface));
  }

  .choice-text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .choice-share {
    color: var(--_muted);
    font-size: 12px;
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  @media (pointer: coarse) {
    /* Smaller text in a field makes phones zoom in when it gets the focus. */
    .combobox input {
      height: 42px;
      font-size: 16px;
    }
  }

  @media (forced-colors: active) {
    .choice[data-active] {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }

    .choice[data-active] .choice-share {
      color: HighlightText;
    }
  }
`;
