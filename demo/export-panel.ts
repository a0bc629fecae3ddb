import { FORMATS } from '../src/formats/formats.js';
import type { SaliencyOverlay } from '../src/components/define.js';

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

function download(content: string | Blob, fileName: string, type: string): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Fills the list of formats, and downloads what the overlay writes. */
export function connectExport(overlay: SaliencyOverlay, currentName: () => string): void {
  const formats = byId<HTMLSelectElement>('export-format');
  const scope = byId<HTMLSelectElement>('export-scope');
  const drafts = byId<HTMLInputElement>('export-drafts');
  for (const { name, title } of Object.values(FORMATS)) formats.add(new Option(title, name));

  byId('export').addEventListener('click', () => {
    const format = Object.values(FORMATS).find(({ name }) => name === formats.value)!;
    let content: string | Blob;
    try {
      content = overlay.exportAnnotations(format.name, {
        scope: scope.value === 'all' ? 'all' : 'image',
        include: drafts.checked ? 'accepted-and-drafts' : 'accepted',
      });
    } catch (error) {
      byId('export-summary').textContent = error instanceof Error ? error.message : String(error);
      return;
    }
    const stem = scope.value === 'all' ? 'annotations' : currentName().replace(/\.[^.]*$/, '');
    const extension = content instanceof Blob ? 'zip' : format.extension;
    download(content, `${stem}.${format.name}.${extension}`, format.mimeType);
  });
}

/** How much there is to export from the image at hand. */
export function summarise(overlay: SaliencyOverlay): void {
  const count = (status: string): number => overlay.boxes.filter((box) => box.status === status).length;
  const [accepted, drafts] = [count('accepted'), count('draft')];
  const boxes = accepted === 1 ? '1 box accepted' : `${accepted} boxes accepted`;
  const open = drafts === 1 ? '1 draft open' : `${drafts} drafts open`;
  byId('export-summary').textContent = `${boxes}, ${open} in this image.`;
}
