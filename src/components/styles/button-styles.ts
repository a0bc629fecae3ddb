import { css } from 'lit';

/** Buttons and their pictures. */
export const buttonStyles = css`
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
`;
