import type { TemplateResult } from 'lit';
import { choice } from './choice.js';
import { METHOD_GROUPS, methodNamed } from './method-groups.js';

export interface MethodMenuView {
  readonly method: string;
  readonly choose: (method: string) => void;
}

const GROUPS = METHOD_GROUPS.map(({ title, methods }) => ({ title, choices: methods }));

/** Every method, grouped by where its evidence comes from, and when to choose the present one. */
export function methodMenu({ method, choose }: MethodMenuView): TemplateResult {
  return choice({
    label: 'Method',
    groups: GROUPS,
    chosen: method,
    choose,
    note: methodNamed(method)?.advice,
    wide: true,
  });
}
