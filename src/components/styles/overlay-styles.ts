import { css } from 'lit';

export const overlayStyles = css`
  :host {
    display: inline-block;
    position: relative;
    max-width: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  .frame {
    position: relative;
    width: fit-content;
    max-width: 100%;
  }

  ::slotted(img),
  ::slotted(canvas) {
    display: block;
    max-width: 100%;
  }
`;
