import type { DraftBox } from '../../drafts/draft-box.js';
import { readingOrder } from '../../drafts/labels/reading-order.js';
import type { SaliencyError } from '../../errors.js';
import type { Size } from '../../geometry/size.js';
import type { Explanation } from '../../worker/explanation.js';
import type { ModelInfo } from '../../worker/model-info.js';
import type { Progress } from '../../worker/progress.js';
import { COLORMAPS, type ColormapName } from '../colormaps/registry.js';
import type { FeatureSubject } from '../panel/features/feature-maps-controller.js';
import type { LabelList } from '../panel/labels/label-list.js';
import { readsInput } from '../panel/settings/method-groups.js';
import type { PanelSettings, PanelView } from '../panel/panel-view.js';
import type { PictureElement } from '../stage/measure-target.js';
import type { StageState } from '../stage/stage-controller.js';
import { cutOutOf } from './image/picture-facts.js';
import type { Status } from './question/status.js';

/** What the element knows: panel and stage are functions of it. */
export interface OverlayRecord {
  readonly target: PictureElement | undefined;
  /** Content of the picture; undefined while it is not known. */
  readonly content: string | undefined;
  /** In pixels of the file. */
  readonly size: Size;
  readonly info: ModelInfo | undefined;
  readonly status: Status;
  readonly progress: Progress | undefined;
  readonly error: SaliencyError | undefined;
  readonly explanation: Explanation | undefined;
  /** All of them, rejected ones too. */
  readonly boxes: readonly DraftBox[];
  readonly selected: string | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Labels that boxes can be given, and classes. */
  readonly labels: LabelList;
  readonly settings: PanelSettings & { readonly colormap: ColormapName };
}

export function stageStateOf(record: OverlayRecord): StageState {
  const { explanation, boxes, selected, size: image, labels, settings } = record;
  const { opacity, editing, region, selecting, colormap, hiddenOverlay } = settings;
  return {
    ...{ explanation, boxes, selected, image, labels, opacity, editing, region, selecting },
    colormap: COLORMAPS[colormap],
    visible: !hiddenOverlay,
  };
}

/** Whether the same is to be drawn over the image. */
export function isSameStage(a: StageState, b: StageState): boolean {
  const { image, ...rest } = a;
  const names = Object.keys(rest) as (keyof typeof rest)[];
  return (
    image.width === b.image.width &&
    image.height === b.image.height &&
    names.every((name) => a[name] === b[name])
  );
}

export function panelViewOf(record: OverlayRecord): PanelView {
  const { target, size, settings, boxes, ...rest } = record;
  return {
    ...rest,
    ...settings,
    boxes: readingOrder(boxes),
    rejected: boxes.filter(({ status }) => status === 'rejected'),
    picture: cutOutOf(target, size),
    hasImage: target !== undefined,
    classLabels: record.info?.classLabels ?? [],
  };
}

/** Nothing while a map is on its way, or where there is no one layer whose maps these would be. */
export function featureSubjectOf(record: OverlayRecord): FeatureSubject | undefined {
  const { explanation, info, status, content } = record;
  if (!explanation || !info || (status !== 'ready' && status !== 'empty')) return undefined;
  const { layer, layers, classIndex, versus, method } = explanation;
  if (layers || readsInput(method)) return undefined;
  return {
    identity: [content, info, method, layer, classIndex, versus],
    options: { method, layer, targetClass: classIndex, versus },
  };
}
