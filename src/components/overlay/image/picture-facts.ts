import type { ImageDescription } from '../../../drafts/image-description.js';
import type { Size } from '../../../geometry/size.js';
import { addressName } from '../../../models/address-name.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { DraftPicture } from '../../panel/boxes/draft-list.js';
import { naturalSize, type PictureElement } from '../../stage/measure-target.js';

/** In pixels of the file, which `naturalWidth` is not where `srcset` gives a density. */
export function pictureSize(target: PictureElement | undefined, explanation: Explanation | undefined): Size {
  if (explanation) return { width: explanation.imageWidth, height: explanation.imageHeight };
  return target ? naturalSize(target) : { width: 1, height: 1 };
}

/** What exports say of the image. */
export function describePicture(
  target: PictureElement,
  name: string | undefined,
  size: Size,
): ImageDescription {
  const url = target instanceof HTMLImageElement && /^https?:/.test(target.src) ? target.src : undefined;
  return { fileName: name || pictureName(target), url, ...size };
}

/** What thumbnails are cut out of. */
export function cutOutOf(target: PictureElement | undefined, size: Size): DraftPicture | undefined {
  return target instanceof HTMLImageElement ? { url: target.currentSrc, ...size } : undefined;
}

/** The last part of the image's address, for exports; `image` where it has no name of its own. */
function pictureName(target: PictureElement): string {
  const url = target instanceof HTMLImageElement ? target.currentSrc || target.src : '';
  if (!/^https?:/i.test(url)) return 'image';
  return addressName(url) ?? 'image';
}
