import type { TemplateResult } from 'lit';
import type { LabelChoice } from '../labels/label-choice.js';
import { labelField } from '../labels/label-field.js';
import type { LabelList } from '../labels/label-list.js';

export interface LabelPickerView {
  readonly label: string;
  readonly labels: LabelList;
  readonly relabel: (label: string) => void;
}

/** The label of a box; it is among the choices even where no model knows it. */
export function labelPicker({ label, labels, relabel }: LabelPickerView): TemplateResult {
  const own: LabelChoice = { value: label, text: label, share: undefined };
  return labelField({
    name: 'Label',
    choices: () => {
      const { boxChoices } = labels;
      return boxChoices.some(({ value }) => value === label) ? boxChoices : [own, ...boxChoices];
    },
    chosen: label,
    text: label,
    choose: relabel,
  });
}
