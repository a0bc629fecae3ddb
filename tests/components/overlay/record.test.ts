import { describe, expect, onTestFinished, test, vi } from 'vitest';
import workbenchUrl from '../../../models/workbench.onnx?url';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { keptBook } from '../../../src/components/overlay/labels/kept-labels.js';
import { layerOf, mount, once, OTHER_SCENE, overlayIn, SCENE, until } from '../mount.js';

const wrapped = (attributes = ''): string =>
  `<saliency-overlay ${attributes}><img src="${SCENE}" width="448" height="320"></saliency-overlay>`;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Types of the events that the element tells the page from now on. */
function eventsOf(overlay: SaliencyOverlay): string[] {
  const types: string[] = [];
  for (const type of ['image', 'draft-change', 'ready', 'result', 'error', 'select'])
    overlay.addEventListener(`saliency-${type}`, () => types.push(type));
  return types;
}

const heatmap = (overlay: SaliencyOverlay): HTMLCanvasElement | null | undefined =>
  layerOf(overlay)?.shadowRoot?.querySelector('canvas');

function isDrawn(overlay: SaliencyOverlay): boolean {
  const canvas = heatmap(overlay);
  if (!canvas || canvas.width === 0) return false;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, i) => i % 4 === 3 && value > 0);
}

describe('an element that is moved', () => {
  test.each([
    ['in the same tick', 0],
    ['and put back 300 ms later', 300],
  ])('%s keeps everything, tells the page nothing, and shows it again', async (_, delay) => {
    const root = mount(wrapped());
    const overlay = overlayIn(root);
    await once(overlay, 'saliency-result');
    overlay.accept('all');
    const { boxes, explanation } = overlay;
    expect(boxes.some(({ status }) => status === 'accepted')).toBe(true);
    await until(() => isDrawn(overlay));

    const told = eventsOf(overlay);
    overlay.remove();
    if (delay > 0) await pause(delay);
    const place = document.createElement('div');
    root.append(place);
    place.append(overlay);
    await until(() => isDrawn(overlay));
    await pause(200);
    expect(told).toEqual([]);
    expect(overlay.boxes).toEqual(boxes);
    expect(overlay.explanation).toBe(explanation);
    expect(overlay.status).toBe('ready');
  });

  test('while it asks gets its answer', async () => {
    const root = mount(wrapped('manual'));
    const overlay = overlayIn(root);
    const asked = overlay.explain({ targetClass: 3 });
    await until(() => overlay.status !== 'idle');
    overlay.remove();
    await pause(100);
    root.append(overlay);
    expect((await asked).classIndex).toBe(3);
    expect(overlay.explanation?.classIndex).toBe(3);
  });

  test('before it was answered is answered when it is back', async () => {
    const root = mount(wrapped());
    const overlay = overlayIn(root);
    await until(() => overlay.status !== 'idle');
    overlay.remove();
    await pause(50);
    root.append(overlay);
    await until(() => overlay.status === 'ready');
    expect(overlay.explanation).toBeDefined();
  });
});

describe('a question of the page is answered, and what it asks for is what is shown,', () => {
  const question = { targetClass: 2, method: 'hires-cam' } as const;

  async function expectAnswered(overlay: SaliencyOverlay): Promise<void> {
    const explanation = await overlay.explain(question);
    expect(explanation).toMatchObject({ classIndex: 2, method: 'hires-cam' });
    await pause(300);
    expect(overlay.explanation).toMatchObject({ classIndex: 2, method: 'hires-cam' });
    expect(overlay.status).toBe('ready');
  }

  const model = async (): Promise<File> =>
    new File([await (await fetch(workbenchUrl)).blob()], 'workbench.onnx');

  test.each<[string, (overlay: SaliencyOverlay) => Promise<void> | void]>([
    [
      'the model',
      async (overlay) => {
        const file = await model();
        overlay.modelCard = { ...overlay.modelInfo!.card };
        overlay.model = file;
      },
    ],
    ['the method', (overlay) => void (overlay.method = 'grad-cam')],
    ['the class', (overlay) => void (overlay.targetClass = 5)],
    ['the layer', (overlay) => void (overlay.layer = 'relu4_3')],
    ['several of them', (overlay) => void Object.assign(overlay, { layer: 'relu4_3', method: 'grad-cam' })],
    ['the image', (overlay) => void ((overlay.target as HTMLImageElement).src = OTHER_SCENE)],
  ])('right after %s was set', async (_, set) => {
    const overlay = overlayIn(mount(wrapped()));
    await once(overlay, 'saliency-result');
    await set(overlay);
    await expectAnswered(overlay);
  });

  test('right after refresh()', async () => {
    const overlay = overlayIn(mount(wrapped()));
    await once(overlay, 'saliency-result');
    overlay.refresh();
    await expectAnswered(overlay);
  });

  test('while the element is asking by itself', async () => {
    const overlay = overlayIn(mount(wrapped()));
    await until(() => overlay.status !== 'idle');
    await expectAnswered(overlay);
  });

  test('before there is an image', async () => {
    const root = mount('<saliency-overlay><img width="448" height="320"></saliency-overlay>');
    const overlay = overlayIn(root);
    await overlay.updateComplete;
    root.querySelector('img')!.src = SCENE;
    await expectAnswered(overlay);
  });

  test('and a property that is set while it runs is asked for afterwards', async () => {
    const overlay = overlayIn(mount(wrapped()));
    await once(overlay, 'saliency-result');
    const asked = overlay.explain({ ...question, samples: 30 });
    await until(() => overlay.progress?.partial !== undefined);
    overlay.method = 'grad-cam';
    expect(await asked).toMatchObject({ classIndex: 2, method: 'hires-cam' });
    await until(() => overlay.explanation?.method === 'grad-cam');
  });
});

async function canvasOf(scene: string): Promise<HTMLCanvasElement> {
  const image = Object.assign(new Image(), { src: scene });
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 320 });
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  return canvas;
}

describe('which image it is', () => {
  test('is seen when the target turns from one canvas to another', async () => {
    const root = mount('<div></div><saliency-overlay></saliency-overlay>');
    const overlay = overlayIn(root);
    const [first, second] = [await canvasOf(SCENE), await canvasOf(OTHER_SCENE)];
    root.firstElementChild!.append(first, second);
    overlay.target = first;
    const one = (await once(overlay, 'saliency-result')).explanation;
    overlay.accept('all');
    const accepted = overlay.boxes;

    overlay.target = second;
    await overlay.updateComplete;
    await pause(0);
    expect(overlay.explanation).toBeUndefined();
    expect(overlay.boxes).toEqual([]);
    const other = (await once(overlay, 'saliency-result')).explanation;
    expect(other.scores).not.toEqual(one.scores);
    expect(overlay.boxes.some(({ status }) => status === 'accepted')).toBe(false);

    overlay.target = first;
    await once(overlay, 'saliency-result');
    expect(overlay.boxes.filter(({ status }) => status === 'accepted')).toEqual(accepted);
  });

  test('is its content: another picture behind the same address is another image', async () => {
    const cache = await (await fetch(SCENE)).blob();
    const other = await (await fetch(OTHER_SCENE)).blob();
    const overlay = overlayIn(mount(`<saliency-overlay manual><img></saliency-overlay>`));
    const image = overlay.querySelector('img')!;
    image.src = URL.createObjectURL(cache);
    const first = (await once(overlay, 'saliency-image')).imageId;
    image.src = URL.createObjectURL(other);
    const second = (await once(overlay, 'saliency-image')).imageId;
    image.src = URL.createObjectURL(cache);
    const third = (await once(overlay, 'saliency-image')).imageId;
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  test('survives a framework that makes the image anew', async () => {
    const root = mount(wrapped());
    const overlay = overlayIn(root);
    await once(overlay, 'saliency-result');
    overlay.accept('all');
    const { boxes, explanation } = overlay;
    const told = eventsOf(overlay);
    const anew = overlay.querySelector('img')!.cloneNode() as HTMLImageElement;
    overlay.querySelector('img')!.replaceWith(anew);
    await until(() => overlay.target === anew && isDrawn(overlay));
    await pause(300);
    expect(told).toEqual([]);
    expect(overlay.explanation).toBe(explanation);
    expect(overlay.boxes).toEqual(boxes);
  });

  test('is what the page calls it, where it does', async () => {
    const overlay = overlayIn(mount(wrapped('manual image-id="task-7"')));
    await until(() => overlay.shownImageId === 'task-7');
    overlay.addBoxes([{ x: 1, y: 2, width: 30, height: 40, label: 'bolt' }]);
    overlay.imageId = 'task-8';
    await until(() => overlay.shownImageId === 'task-8');
    expect(overlay.boxes).toEqual([]);
    overlay.imageId = 'task-7';
    await until(() => overlay.shownImageId === 'task-7');
    expect(overlay.boxes).toMatchObject([{ x: 1, y: 2, label: 'bolt', status: 'accepted' }]);
  });

  test('is told by its pixels where its address was revoked', async () => {
    const overlay = overlayIn(mount('<saliency-overlay manual><img></saliency-overlay>'));
    const image = overlay.querySelector('img')!;
    const url = URL.createObjectURL(await (await fetch(SCENE)).blob());
    image.addEventListener('load', () => URL.revokeObjectURL(url), { once: true });
    image.src = url;
    const { imageId } = await once(overlay, 'saliency-image');
    expect(imageId).toBeTruthy();
    expect((await overlay.explain()).map).toHaveLength(140);
  });
});

describe('images that are hard to get at', () => {
  test('one that is lazy and off screen is explained when the page asks', async () => {
    const root = mount(
      `<div style="height: 6000px"></div><saliency-overlay manual><img loading="lazy" src="${SCENE}?lazy" width="448" height="320"></saliency-overlay>`,
    );
    expect((await overlayIn(root).explain()).map).toHaveLength(140);
  });

  test('one that is not displayed is explained', async () => {
    const root = mount(`<div style="display: none">${wrapped('manual')}</div>`);
    const overlay = overlayIn(root);
    expect((await overlay.explain()).map).toHaveLength(140);
    root.querySelector('div')!.style.display = '';
    await until(() => isDrawn(overlay));
  });
});

describe('keep', () => {
  const kept = (name: string): string => wrapped(`manual keep="${name}"`);
  const name = (): string => `record-test-${Math.random().toString(36).slice(2)}`;

  test('restores what was decided, as after a reload, and shares it with the elements of the page', async () => {
    const book = name();
    const [first, second] = mount(kept(book) + kept(book)).querySelectorAll('saliency-overlay');
    await until(() => first.shownImageId !== undefined && second.shownImageId !== undefined);
    first.addBoxes([{ x: 5, y: 6, width: 70, height: 80, label: 'nut' }]);
    const { boxes } = first;
    expect(second.boxes).toEqual(boxes);
    // A page that is loaded anew has a book of its own, which reads what this one wrote.
    await keptBook(book).close();
    const later = overlayIn(mount(kept(book)));
    await until(() => later.boxes.length > 0);
    expect(later.boxes).toEqual(boxes);
    later.reject(boxes[0].id);
    await keptBook(book).close();
    const last = overlayIn(mount(kept(book)));
    await until(() => last.boxes.length > 0);
    expect(last.boxes).toMatchObject([{ id: boxes[0].id, status: 'rejected' }]);
    await keptBook(book).close();
  });

  test('that is set late takes along what was decided of the image', async () => {
    const book = name();
    const overlay = overlayIn(mount(wrapped('manual')));
    await until(() => overlay.shownImageId !== undefined);
    overlay.addBoxes([{ x: 5, y: 6, width: 70, height: 80, label: 'nut', id: 'early' }]);
    overlay.keep = book;
    await overlay.updateComplete;
    expect(overlay.boxes).toMatchObject([{ id: 'early' }]);
    await keptBook(book).close();
    const later = overlayIn(mount(kept(book)));
    await until(() => later.boxes.length > 0);
    expect(later.boxes).toMatchObject([{ id: 'early' }]);
    await keptBook(book).close();
  });

  test('that fails is told, and loses nothing', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      // No test can fill a disk.
      throw new DOMException('full', 'QuotaExceededError');
    });
    onTestFinished(() => put.mockRestore());
    const overlay = overlayIn(mount(kept(name())));
    const failed = once(overlay, 'saliency-error');
    await until(() => overlay.shownImageId !== undefined);
    overlay.addBoxes([{ x: 5, y: 6, width: 70, height: 80, label: 'nut' }]);
    expect((await failed).code).toBe('quota');
    expect(overlay.boxes).toHaveLength(1);
  });
});

describe('labels', () => {
  test('that are given before the image is known belong to it', async () => {
    const overlay = overlayIn(mount('<saliency-overlay manual><img></saliency-overlay>'));
    const image = overlay.querySelector('img')!;
    image.src = SCENE;
    overlay.setBoxes([{ x: 5, y: 6, width: 70, height: 80, label: 'nut', id: 'kept' }]);
    expect(overlay.boxes).toMatchObject([{ id: 'kept' }]);
    const { boxes } = await once(overlay, 'saliency-draft-change');
    expect(boxes).toMatchObject([{ id: 'kept', label: 'nut' }]);
    expect(overlay.boxes).toMatchObject([{ id: 'kept', label: 'nut' }]);
  });

  test('are shared by the elements of a page', async () => {
    const root = mount(wrapped('manual') + wrapped('manual'));
    const [one, other] = root.querySelectorAll('saliency-overlay');
    await until(() => one.shownImageId !== undefined && other.shownImageId !== undefined);
    one.addBoxes([{ x: 5, y: 6, width: 70, height: 80, label: 'nut' }]);
    expect(other.boxes).toEqual(one.boxes);
    expect(other.undo()).toBe(false);
  });

  test('of the first of 600 images are there at the end, and in the export', async () => {
    const overlay = overlayIn(mount(wrapped('manual image-id="0"')));
    await overlay.querySelector('img')!.decode();
    for (let i = 0; i < 600; i++) {
      overlay.imageId = `many-${i}`;
      overlay.imageName = `${i}.jpg`;
      await overlay.updateComplete;
      overlay.addBoxes([{ x: i % 100, y: 6, width: 70, height: 80, label: 'nut' }]);
    }
    Object.assign(overlay, { imageId: 'many-0', imageName: '0.jpg' });
    await overlay.updateComplete;
    expect(overlay.boxes).toMatchObject([{ x: 0, label: 'nut' }]);
    const coco = JSON.parse(overlay.exportAnnotations('coco', { scope: 'all' }) as string) as {
      images: { file_name: string }[];
      annotations: unknown[];
    };
    expect(coco.annotations).toHaveLength(600);
    expect(coco.images.map(({ file_name: name }) => name)).toContain('0.jpg');
  });

  test('say who changed them, and are silent where nothing changes', async () => {
    const overlay = overlayIn(mount(wrapped()));
    await once(overlay, 'saliency-result');
    const changes: string[] = [];
    overlay.addEventListener('saliency-draft-change', ({ change: { kind, by } }) =>
      changes.push(`${kind} ${by}`),
    );
    const [box] = overlay.boxes;
    overlay.accept(box.id);
    overlay.accept(box.id);
    overlay.relabel(box.id, box.label);
    overlay.relabel(box.id, 'washer');
    overlay.threshold = overlay.threshold;
    await overlay.updateComplete;
    overlay.undo();
    overlay.restore(box.id);
    expect(changes).toEqual(['accept page', 'relabel page', 'undo page', 'restore page']);
  });

  test.each(['accept', 'reject', 'restore', 'removeBox'] as const)(
    '%s refuses an id that no box has',
    async (name) => {
      const overlay = overlayIn(mount(wrapped('manual')));
      await until(() => overlay.shownImageId !== undefined);
      expect(() => overlay[name]('nope')).toThrowError(
        expect.objectContaining({ code: 'bad-option' }) as Error,
      );
    },
  );
});
