import { css } from 'lit';

/** How the panel adapts: to its own width (not to that of the page), to fingers, to what people asked their system for. */
export const adaptiveStyles = css`
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
