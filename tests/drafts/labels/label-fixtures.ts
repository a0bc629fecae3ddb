import { expect } from 'vitest';
import type { DraftBox } from '../../../src/drafts/draft-box.js';
import { ImageLabels } from '../../../src/drafts/labels/image-labels.js';
import type { LabelChange } from '../../../src/drafts/labels/label-change.js';

/** A machine draft, 10 pixels wide. */
export const draft = (id: string, x: number, more: Partial<DraftBox> = {}): DraftBox => ({
  id,
  label: 'dog',
  score: 0.9,
  x,
  y: 0,
  width: 10,
  height: 10,
  status: 'draft',
  provenance: { model: 'm', method: 'grad-cam', layer: 'l', threshold: 0.2, edited: false },
  ...more,
});

/** What a person draws or a page gives. */
export const drawn = (x: number, label = 'cat') => ({ x, y: 0, width: 10, height: 10, label });

export const labelsOf = (...drafts: DraftBox[]): ImageLabels => {
  const labels = new ImageLabels('image');
  labels.propose(drafts);
  return labels;
};

export const summary = ({ boxes }: ImageLabels): string[] => boxes.map(({ id, status }) => `${id} ${status}`);

/** What the image publishes from now on. */
export function changesOf(labels: ImageLabels): LabelChange[] {
  const changes: LabelChange[] = [];
  labels.subscribe((change) => changes.push(change));
  return changes;
}

export const badOption = (says: RegExp): unknown =>
  expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(says) as string });
