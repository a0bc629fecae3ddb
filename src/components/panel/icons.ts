import { svg, type SVGTemplateResult, type TemplateResult, html } from 'lit';

/** Strokes on a grid of 20 by 20; colour and width come from the style sheet. */
const PATHS = {
  eye: svg`<path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Z"/><circle cx="10" cy="10" r="2.4"/>`,
  eyeOff: svg`<path d="M3 3l14 14M8.2 4.7A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a13 13 0 0 1-2.4 3M5 6.2A13 13 0 0 0 2 10s3 5.5 8 5.5a8 8 0 0 0 3.6-.9M8.3 8.4a2.4 2.4 0 0 0 3.3 3.3"/>`,
  edit: svg`<path d="M3.5 6V3.5H6M14 3.5h2.5V6M16.5 14v2.5H14M6 16.5H3.5V14"/><path d="M9.5 3.5h1M9.5 16.5h1M3.5 9.5v1M16.5 9.5v1"/>`,
  accept: svg`<path d="M4 10.5l4 4 8-9"/>`,
  reject: svg`<path d="M5 5l10 10M15 5L5 15"/>`,
  undo: svg`<path d="M7 4L3.5 7.5 7 11"/><path d="M3.5 7.5H12a4.2 4.2 0 0 1 0 8.4H7"/>`,
  redo: svg`<path d="M13 4l3.5 3.5L13 11"/><path d="M16.5 7.5H8a4.2 4.2 0 0 0 0 8.4h5"/>`,
  keys: svg`<rect x="2" y="5" width="16" height="10.5" rx="2"/><path d="M5 8.2h.01M8.3 8.2h.01M11.7 8.2h.01M15 8.2h.01M6 12.2h8"/>`,
  region: svg`<path d="M6.5 2.5v11h11M2.5 6.5h11v11"/>`,
  alert: svg`<path d="M10 3L18 16.5H2L10 3Z"/><path d="M10 8.2v4M10 14.4v.01"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true">${PATHS[name]}</svg>`;
}
