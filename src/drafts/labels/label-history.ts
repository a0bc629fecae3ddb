import type { HeldChange } from './held-box.js';

/** What one action changed, box by box: taking it back leaves everything alone that it did not touch. */
export type LabelStep = readonly HeldChange[];

/** The steps that can be taken back and repeated. */
export class LabelHistory {
  #past: LabelStep[] = [];
  #future: LabelStep[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  record(step: LabelStep): void {
    this.#past.push(step);
    this.#future = [];
  }

  /** The last step, turned round. */
  back(): LabelStep | undefined {
    const step = this.#past.pop();
    if (!step) return undefined;
    this.#future.push(step);
    return step.map(({ id, before, after }) => ({ id, before: after, after: before }));
  }

  /** The step that was taken back last. */
  forth(): LabelStep | undefined {
    const step = this.#future.pop();
    if (step) this.#past.push(step);
    return step;
  }
}
