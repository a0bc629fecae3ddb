import type { CSSResultGroup } from 'lit';
import { adaptiveStyles } from './adaptive-styles.js';
import { buttonStyles } from './button-styles.js';
import { comboboxStyles } from './combobox-styles.js';
import { disclosureStyles } from './disclosure-styles.js';
import { draftStyles } from './draft-styles.js';
import { fieldStyles } from './field-styles.js';
import { modelStyles } from './model-styles.js';
import { overlayStyles } from './overlay-styles.js';
import { panelStyles } from './panel-styles.js';
import { selectionStyles } from './selection-styles.js';
import { tokens } from './tokens.js';

/** All of the element's styles; where two rules weigh the same, the later one holds. */
export const elementStyles: CSSResultGroup = [
  tokens,
  overlayStyles,
  panelStyles,
  fieldStyles,
  comboboxStyles,
  buttonStyles,
  draftStyles,
  adaptiveStyles,
  disclosureStyles,
  selectionStyles,
  modelStyles,
];
