import { css } from 'lit';

/** Sections of the panel that open and close. */
export const disclosureStyles = css`
  .disclosure summary {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
    cursor: pointer;
    list-style: none;
    border-radius: var(--_control-radius);
  }

  .disclosure summary::-webkit-details-marker {
    display: none;
  }

  .disclosure summary::before {
    content: '';
    flex: none;
    width: 7px;
    height: 7px;
    margin-inline: 2px 4px;
    border: solid var(--_muted);
    border-width: 0 2px 2px 0;
    rotate: calc(90deg - var(--_forward) * 135deg);
  }

  .disclosure[open] summary::before {
    rotate: 45deg;
    translate: 0 -2px;
  }

  .summary-text {
    flex: 1;
    color: var(--_muted);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
`;
