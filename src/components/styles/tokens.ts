import { css } from 'lit';

/**
 * The colours and measures of everything that the element draws. Pages override the public `--saliency-*` names;
 * `light-dark()` follows the page's `color-scheme`.
 */
export const tokens = css`
  :host {
    --_surface: var(--saliency-surface, light-dark(#ffffff, #16191f));
    --_raised: var(--saliency-raised, light-dark(#f4f5f7, #1f242c));
    --_text: var(--saliency-text, light-dark(#16191f, #eceef2));
    --_muted: var(--saliency-muted, light-dark(#5a6270, #a2abb9));
    --_border: var(--saliency-border, light-dark(#dde1e7, #313844));
    --_accent: var(--saliency-accent, light-dark(#3d4ed8, #98a6ff));
    --_on-accent: var(--saliency-on-accent, light-dark(#ffffff, #10131a));
    --_positive: light-dark(#14713d, #6fd39a);
    --_negative: light-dark(#b3261e, #ff9d94);
    --_radius: var(--saliency-radius, 10px);
    --_control-radius: calc(var(--_radius) * 0.7);
    /* Where lines of text end; the host is told where they run to the left. */
    --_end: right;
    --_forward: 1;
    --_font: var(--saliency-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
  }

  :host([data-rtl]) {
    --_end: left;
    --_forward: -1;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  button,
  select,
  input {
    font: inherit;
    color: inherit;
    margin: 0;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  [hidden] {
    display: none !important;
  }
`;
