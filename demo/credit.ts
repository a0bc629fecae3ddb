import type { Credit } from './gallery.js';

/** Who made an image, under which licence, and where it is from; nothing for images of the visitor's own. */
export function showCredit(place: HTMLElement, credit: Credit | undefined): void {
  place.replaceChildren();
  if (!credit) return;
  const link = document.createElement('a');
  link.href = credit.source;
  link.target = '_blank';
  link.rel = 'noreferrer';
  link.textContent = credit.author;
  place.append('Photograph: ', link, `, ${credit.licence}`);
}
