import '../src/components/define.js';
import type { SaliencyOverlay } from '../src/components/define.js';
import { connectExport, summarise } from './export-panel.js';
import { acceptDrops, takeFiles } from './file-intake.js';
import { showCredit } from './credit.js';
import { Gallery, type Picture } from './gallery.js';
import { ModelMenu } from './model-menu.js';
import { connectSets } from './set-menu.js';

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const photo = byId<HTMLImageElement>('photo');
const overlay = document.querySelector('saliency-overlay')!;
const models = new ModelMenu(byId('model'), overlay);

const gallery = new Gallery(byId('strip'), ({ name, url, credit }: Picture) => {
  overlay.targetClass = 'top';
  overlay.imageName = name;
  photo.src = url;
  photo.alt = name;
  byId('image-title').textContent = name;
  byId('image-facts').textContent = '';
  showCredit(byId('image-credit'), credit);
});

photo.addEventListener('error', () => (photo.parentElement!.dataset.broken = ''));
photo.addEventListener('load', () => {
  delete photo.parentElement!.dataset.broken;
  byId('image-facts').textContent = `${photo.naturalWidth} × ${photo.naturalHeight} px`;
});

overlay.addEventListener('saliency-result', ({ explanation }) => {
  const { label, score, timings, imageWidth, imageHeight } = explanation;
  const facts = [
    `${imageWidth} × ${imageHeight} px`,
    `${label} ${Math.round(score * 100)}%`,
    `${Math.round(timings.total)} ms`,
  ];
  byId('image-facts').textContent = facts.join('  ·  ');
});

const showBoxes = ({ boxes }: { boxes: SaliencyOverlay['boxes'] }): void => {
  gallery.markAccepted(boxes.filter((box) => box.status === 'accepted').length);
  summarise(overlay);
};
overlay.addEventListener('saliency-image', showBoxes);
overlay.addEventListener('saliency-draft-change', showBoxes);

connectExport(overlay, () => gallery.current?.name ?? 'image');
summarise(overlay);

const intake = {
  images(files: readonly File[]): void {
    gallery.add(files.map((file) => ({ name: file.name, url: URL.createObjectURL(file) })));
    gallery.showLast(files.length);
  },
  model: (file: File, labels: readonly string[] | undefined) => models.open(file, labels),
};
const take = (files: readonly File[]): void => void takeFiles(files, intake);
acceptDrops(byId('drop'), take);

for (const [button, input] of [
  ['add-images', 'image-files'],
  ['open-model', 'model-files'],
]) {
  const picker = byId<HTMLInputElement>(input);
  byId(button).addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    take([...(picker.files ?? [])]);
    picker.value = '';
  });
}

byId('previous').addEventListener('click', () => gallery.step(-1));
byId('next').addEventListener('click', () => gallery.step(1));
addEventListener('keydown', (event) => {
  const typing = event
    .composedPath()
    .some((node) => node instanceof HTMLElement && node.matches('input, select'));
  if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'ArrowLeft') gallery.step(-1);
  if (event.key === 'ArrowRight') gallery.step(1);
});

connectSets(byId('set'), ({ model, pictures }) => {
  models.choose(model);
  gallery.replace(pictures);
});
