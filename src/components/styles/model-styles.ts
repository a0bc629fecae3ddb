import { css } from 'lit';

/** The sections of the model: what is kept, and what is asked. */
export const modelStyles = css`
  .questions {
    display: grid;
    gap: 14px;
    margin-top: 8px;
  }

  .question[data-open] {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--_accent);
  }

  .question .hint {
    margin-top: 4px;
    font-size: 12px;
  }

  .question .text-button {
    margin-inline-start: -8px;
  }

  .labels-text {
    display: block;
    width: 100%;
    padding: 6px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    resize: vertical;
  }

  .answers {
    display: flex;
    gap: 12px;
  }

  .file-button input {
    position: absolute;
    width: 1px;
    height: 1px;
    opacity: 0;
  }

  .file-button:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .problem {
    margin: 4px 0 0;
    color: var(--_negative);
  }

  .kept {
    display: grid;
    gap: 2px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }

  .kept-model {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 10px;
    min-height: 32px;
  }

  .kept-model .text-button {
    margin-inline-end: -8px;
  }

  .kept-name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .kept-model[data-deleting] .kept-name {
    color: var(--_muted);
    text-decoration: line-through;
  }

  .kept-size {
    color: var(--_muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }

  .text-button.inline {
    display: inline;
    height: auto;
    padding: 0 2px;
  }
`;
