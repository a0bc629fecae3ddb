import { toast } from './toasts.js';

export interface Intake {
  images(files: readonly File[]): void;
  model(file: File, labels: readonly string[] | undefined): void;
}

const isModel = ({ name }: File): boolean => /\.onnx$/i.test(name);
const isImage = ({ type, name }: File): boolean =>
  type.startsWith('image/') || /\.(png|jpe?g|webp|gif|avif|bmp|svg)$/i.test(name);
const isLabels = ({ name }: File): boolean => /\.(txt|json)$/i.test(name);

async function readLabels(file: File | undefined): Promise<string[] | undefined> {
  if (!file) return undefined;
  const text = await file.text();
  if (!file.name.endsWith('.json')) return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const json: unknown = JSON.parse(text);
  if (Array.isArray(json) && json.every((item) => typeof item === 'string')) return json;
  throw new Error('not a list of strings');
}

/** Sorts files by what they are, and says so where one is of no use here. */
export async function takeFiles(files: readonly File[], intake: Intake): Promise<void> {
  const images = files.filter(isImage);
  const model = files.find(isModel);
  const labels = files.find(isLabels);
  const useless = files.find((file) => !isImage(file) && !isModel(file) && !isLabels(file));
  if (useless) toast(`${useless.name} is neither an image nor an .onnx model.`);
  if (labels && !model) toast(`Drop ${labels.name} together with the .onnx file whose labels it holds.`);
  if (images.length > 0) intake.images(images);
  if (!model) return;
  const list = await readLabels(labels).catch(() => {
    toast(`${labels?.name} holds no labels: give one label a line, or a JSON array of strings.`);
    return undefined;
  });
  intake.model(model, list);
}

/** Files can be dropped anywhere on the page. */
export function acceptDrops(hint: HTMLElement, take: (files: readonly File[]) => void): void {
  let depth = 0;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const move = (by: number): void => {
    depth = Math.max(0, depth + by);
    hint.hidden = depth === 0;
  };
  addEventListener('dragenter', (event) => hasFiles(event) && move(1));
  addEventListener('dragleave', (event) => hasFiles(event) && move(-1));
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    move(-depth);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
