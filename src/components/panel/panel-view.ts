import type { DraftBox } from '../../drafts/draft-box.js';
import type { DraftPicture } from './boxes/draft-list.js';
import type { LabelList } from './labels/label-list.js';
import type { SelectionView } from './features/selection-section.js';
import type { SettingsView } from './settings/settings.js';
import type { StatusLineView } from './model/status-line.js';

/** What people set in the panel, and pages as properties. */
export interface PanelSettings
  extends
    Omit<SettingsView, 'info' | 'explanation'>,
    Omit<SelectionView, 'info' | 'explanation' | 'features'> {
  readonly hiddenOverlay: boolean;
  readonly editing: boolean;
}

/** What the panel shows of the element's record. */
export interface PanelView
  extends
    PanelSettings,
    Pick<SettingsView, 'info' | 'explanation'>,
    Omit<StatusLineView, 'cancel' | 'retry'> {
  /** Those in question or accepted, in reading order. */
  readonly boxes: readonly DraftBox[];
  readonly rejected: readonly DraftBox[];
  readonly selected: string | undefined;
  /** Labels that boxes can be given, and classes. */
  readonly labels: LabelList;
  /** Labels of the model's classes, by index. */
  readonly classLabels: readonly string[];
  /** The image that the boxes are cut out of, for thumbnails. */
  readonly picture: DraftPicture | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}
