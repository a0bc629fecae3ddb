import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import axeSource from 'axe-core/axe.min.js?raw';
import type { SaliencyOverlay } from '../../../../src/components/define.js';
import { MANY_CLASSES_CARD, manyClassModel } from '../../../fixtures/many-classes.js';
import { layerOf, mount, once, overlayIn, SCENE, until } from '../../mount.js';

const COUNT = 1000;
/** Two of them have the same name, and two are told apart by a mark only. */
const LABELS = Array.from({ length: COUNT }, (_, i) => `species ${i}`);
LABELS[134] = LABELS[517] = 'crane';
LABELS[300] = 'Crème brûlée';
const MODEL = new Blob([manyClassModel({ classes: COUNT })]);
const CARD = { ...MANY_CLASSES_CARD, labels: LABELS };

let overlay: SaliencyOverlay;

async function explained(attributes = '', labels = LABELS, model = MODEL): Promise<SaliencyOverlay> {
  const root = mount(
    `<saliency-overlay ${attributes}><img src="${SCENE}" width="448" height="320" alt="A scene"></saliency-overlay>`,
  );
  const made = overlayIn(root);
  Object.assign(made, { model, modelCard: { ...CARD, labels }, device: 'wasm' });
  await once(made, 'saliency-result');
  await made.updateComplete;
  return made;
}

const shadow = (): ShadowRoot => overlay.shadowRoot!;
const field = (name: string, within: ParentNode = shadow()): HTMLInputElement =>
  within.querySelector<HTMLInputElement>(`[role=combobox][aria-label="${name}"]`)!;
const find = (): HTMLInputElement => field('Find a class');
const popup = (within: ParentNode = shadow()): HTMLElement | null => within.querySelector('.choices');
const options = (within: ParentNode = shadow()): HTMLElement[] => [
  ...within.querySelectorAll<HTMLElement>('[role=option]'),
];
const texts = (): string[] => options().map((option) => option.querySelector('.choice-text')!.textContent);
const active = (input: HTMLInputElement): HTMLElement | null =>
  (input.getRootNode() as ShadowRoot).getElementById(input.getAttribute('aria-activedescendant') ?? '');
const place = (row: HTMLElement | null): number => Number(row?.getAttribute('aria-posinset'));

/** What is explained once something was done. */
async function after(act: () => Promise<unknown>): Promise<SaliencyOverlay['explanation'] & object> {
  const result = once(overlay, 'saliency-result');
  await act();
  const { explanation } = await result;
  await overlay.updateComplete;
  return explanation;
}

/** Keys that the page gets to know of. */
function keysOfPage(): string[] {
  const heard: string[] = [];
  const hear = ({ type, key }: KeyboardEvent): void => void heard.push(`${type} ${key}`);
  for (const type of ['keydown', 'keypress', 'keyup'] as const) {
    document.addEventListener(type, hear);
    onTestFinished(() => document.removeEventListener(type, hear));
  }
  return heard;
}

beforeEach(async () => {
  overlay = await explained();
});

describe('the classes', () => {
  test('a press opens them, the strongest first, each with its score', async () => {
    await userEvent.click(find());
    const { scores } = overlay.explanation!;
    const best = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
    expect(texts().slice(0, 5)).toEqual(best.slice(0, 5).map((index) => LABELS[index]));
    expect(options()[0].querySelector('.choice-share')!.textContent).toMatch(/^(<1|\d+)%$/);
    expect(options()[0].getAttribute('aria-setsize')).toBe(String(COUNT));
    expect(find().getAttribute('aria-expanded')).toBe('true');
    expect(find().getAttribute('aria-controls')).toBe(popup()!.querySelector('[role=listbox]')!.id);
    expect(find().hasAttribute('aria-activedescendant')).toBe(false);
    expect(popup()!.matches(':popover-open')).toBe(true);
  });

  test('letters find one, Enter chooses it, and the page hears of no key', async () => {
    const heard = keysOfPage();
    find().focus();
    await userEvent.keyboard('creme b');
    expect(texts()).toEqual(['Crème brûlée']);
    expect(active(find())!.textContent).toContain('Crème brûlée');
    const { classIndex } = await after(() => userEvent.keyboard('{Enter}'));
    expect(classIndex).toBe(300);
    await overlay.updateComplete;
    expect(popup()).toBeNull();
    expect(overlay.targetClass).toBe(300);
    expect(find().value).toBe('Crème brûlée');
    expect(heard).toEqual([]);
  });

  test('classes by one name are told apart by their numbers', async () => {
    find().focus();
    await userEvent.keyboard('crane');
    expect(texts().sort()).toEqual(['crane (134)', 'crane (517)']);
    const second = options().find(({ textContent }) => textContent.includes('517'))!;
    const { classIndex } = await after(() => userEvent.click(second));
    expect(classIndex).toBe(517);
  });

  test('arrows, pages and ends lead through all of them, and what is active is in sight', async () => {
    find().focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(place(active(find()))).toBe(1);
    await userEvent.keyboard('{ArrowUp}');
    expect(place(active(find()))).toBe(1);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(place(active(find()))).toBe(3);
    await userEvent.keyboard('{PageDown}');
    expect(place(active(find()))).toBeGreaterThan(6);
    await userEvent.keyboard('{End}');
    expect(place(active(find()))).toBe(COUNT);
    const list = popup()!.querySelector('[role=listbox]')!.getBoundingClientRect();
    const row = active(find())!.getBoundingClientRect();
    expect(row.bottom).toBeLessThanOrEqual(list.bottom + 1);
    expect(row.top).toBeGreaterThanOrEqual(list.top - 1);
    expect(options().length).toBeLessThan(40);
    await userEvent.keyboard('{PageUp}');
    expect(place(active(find()))).toBeLessThan(COUNT - 3);
    await userEvent.keyboard('{Home}');
    expect(place(active(find()))).toBe(1);
  });

  test('Escape closes and leaves everything as it was; the next Escape is the page’s', async () => {
    const heard = keysOfPage();
    const { classIndex } = overlay.explanation!;
    find().focus();
    await userEvent.keyboard('spec');
    await userEvent.keyboard('{Escape}');
    expect([popup(), find().value, find().getAttribute('aria-expanded')]).toEqual([null, '', 'false']);
    expect(heard).toEqual([]);
    await userEvent.keyboard('{Escape}');
    expect(heard).toEqual(['keydown Escape', 'keyup Escape']);
    expect(overlay.explanation!.classIndex).toBe(classIndex);
  });

  test('a press elsewhere closes, and so does Tab', async () => {
    await userEvent.click(find());
    await userEvent.click(shadow().querySelector('.title')!);
    expect(popup()).toBeNull();
    await userEvent.click(find());
    await userEvent.keyboard('{Tab}');
    expect(popup()).toBeNull();
    expect(shadow().activeElement).toBe(field('Contrast with'));
  });

  test('what nothing matches is said', async () => {
    find().focus();
    await userEvent.keyboard('zebra 99');
    expect(options()).toEqual([]);
    expect(popup()!.querySelector('[role=status]')!.textContent).toContain('zebra 99');
    await userEvent.keyboard('{Enter}');
    expect(popup()).toBeNull();
  });

  test('a wheel scrolls through them', async () => {
    await userEvent.click(find());
    const list = popup()!.querySelector('[role=listbox]')!;
    list.scrollTop = 16_000;
    await until(() => options().some((row) => place(row) === 501));
    expect(options().length).toBeLessThan(40);
  });

  test('the page gets no press that is meant for them', async () => {
    const heard: string[] = [];
    const hear = ({ type }: Event): void => void heard.push(type);
    for (const type of ['pointerdown', 'mousedown', 'click']) {
      document.addEventListener(type, hear);
      onTestFinished(() => document.removeEventListener(type, hear));
    }
    await userEvent.click(find());
    heard.length = 0;
    await userEvent.click(options()[3]);
    expect(heard).toEqual([]);
  });
});

test('a contrast is chosen and taken back', async () => {
  const contrast = (): HTMLInputElement => field('Contrast with');
  contrast().focus();
  await userEvent.keyboard('species 77');
  expect((await after(() => userEvent.keyboard('{Enter}'))).versus).toBe(77);
  await overlay.updateComplete;
  expect(contrast().value).toBe('not species 77');
  await userEvent.keyboard('{ArrowDown}');
  expect(active(contrast())!.textContent).toContain('No contrast');
  expect((await after(() => userEvent.keyboard('{Enter}'))).versus).toBeUndefined();
});

describe('boxes', () => {
  const rows = (): HTMLInputElement[] => [
    ...shadow().querySelectorAll<HTMLInputElement>('.drafts [role=combobox]'),
  ];

  beforeEach(async () => {
    overlay.labels = ['scratch'];
    overlay.setBoxes(
      Array.from({ length: 30 }, (_, i) => ({
        ...{ id: `box-${i}`, label: 'my own', x: i, y: i, width: 20, height: 20 },
      })),
    );
    await overlay.updateComplete;
  });

  test('thirty of them and a thousand classes are a few hundred nodes', async () => {
    expect(rows().length).toBeGreaterThanOrEqual(30);
    expect(shadow().querySelectorAll('*').length).toBeLessThan(700);
    expect(shadow().querySelectorAll('option').length).toBeLessThan(100);
    await userEvent.click(rows()[0]);
    expect(shadow().querySelectorAll('*').length).toBeLessThan(800);
  });

  test('offer their own label, those of the page, and the strongest of the model', async () => {
    const [row] = rows().filter(({ value }) => value === 'my own');
    await userEvent.click(row);
    const strongest = overlay.explanation!.label;
    expect(texts().slice(0, 3)).toEqual(['my own', 'scratch', strongest]);
    expect(options()[0].getAttribute('aria-selected')).toBe('true');
  });

  test('are relabelled, and undo takes it back', async () => {
    const [row] = rows().filter(({ value }) => value === 'my own');
    row.focus();
    await userEvent.keyboard('creme');
    await userEvent.keyboard('{Enter}');
    expect(overlay.boxes.filter(({ label }) => label === 'Crème brûlée')).toHaveLength(1);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(overlay.boxes.some(({ label }) => label === 'Crème brûlée')).toBe(false);
  });

  test('a box that goes while its list is open takes the list with it', async () => {
    const [row] = rows().filter(({ value }) => value === 'my own');
    await userEvent.click(row);
    expect(popup()).not.toBeNull();
    overlay.setBoxes([]);
    await overlay.updateComplete;
    expect(popup()).toBeNull();
  });

  test('keys do not reach the boxes from the tools beside one', async () => {
    overlay.editing = true;
    overlay.selected = 'box-3';
    await until(() => !!layerOf(overlay)?.shadowRoot?.querySelector('.tools input'));
    const tools = layerOf(overlay)!.shadowRoot!;
    const heard = keysOfPage();
    await userEvent.click(field('Label', tools));
    await userEvent.keyboard('ar scra{Enter}');
    await userEvent.keyboard('{Escape}');
    expect(overlay.boxes.find(({ id }) => id === 'box-3')).toMatchObject({
      status: 'accepted',
      label: 'my own',
    });
    expect(heard.filter((key) => !key.includes('Escape'))).toEqual([]);
  });
});

test('twenty thousand classes open and are searched', async () => {
  const labels = Array.from({ length: 20_000 }, (_, i) => `part ${i}`);
  const model = new Blob([manyClassModel({ classes: labels.length })]);
  overlay = await explained('', labels, model);
  find().focus();
  await userEvent.keyboard('part 19998');
  expect(texts()).toEqual(['part 19998']);
  expect((await after(() => userEvent.keyboard('{Enter}'))).classIndex).toBe(19_998);
  await userEvent.keyboard('{ArrowDown}{End}');
  expect(place(active(find()))).toBe(20_000);
  expect(shadow().querySelectorAll('*').length).toBeLessThan(500);
});

test('from right to left the list begins at the right edge of its field', async () => {
  overlay.dir = 'rtl';
  const box = field('Contrast with');
  await userEvent.click(box);
  expect(popup()!.getBoundingClientRect().right).toBeCloseTo(
    Math.max(box.getBoundingClientRect().right, popup()!.getBoundingClientRect().width + 8),
    0,
  );
});

interface Axe {
  run(context: Element): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

test.each(['light', 'dark'])('nothing to complain of while it is open, %s', async (scheme) => {
  document.documentElement.style.colorScheme = scheme;
  onTestFinished(() => void document.documentElement.style.removeProperty('color-scheme'));
  const script = document.createElement('script');
  script.textContent = axeSource;
  document.head.append(script);
  script.remove();
  const { axe } = window as unknown as { axe: Axe };
  const complaints = async (): Promise<string[]> =>
    (await axe.run(overlay)).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  find().focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(await complaints()).toEqual([]);
  await userEvent.keyboard('zzz');
  expect(await complaints()).toEqual([]);
});

test('in a small window the list stays inside of it', async () => {
  await page.viewport(390, 500);
  onTestFinished(() => page.viewport(414, 896));
  for (const name of ['Find a class', 'Contrast with']) {
    field(name).scrollIntoView({ block: 'end' });
    await userEvent.click(field(name));
    const { left, right, top, bottom, height } = popup()!.getBoundingClientRect();
    expect([left >= 0, right <= 390, top >= 0, bottom <= 500, height > 100]).toEqual(Array(5).fill(true));
    await userEvent.keyboard('{Escape}');
  }
});
