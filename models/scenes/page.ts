import { OBJECT_NAMES } from './objects/index.js';
import type { ObjectBox } from './measure-boxes.js';
import { SceneRenderer } from './scene-renderer.js';

/** A scene as it leaves the page: the JPEG's bytes as base64. */
export interface SceneRecord {
  seed: number;
  surface: string;
  boxes: ObjectBox[];
  jpeg: string;
}

declare global {
  interface Window {
    labels: readonly string[];
    renderScenes: (seeds: readonly number[]) => Promise<SceneRecord[]>;
  }
}

const canvas = document.querySelector('canvas')!;
const renderer = new SceneRenderer(canvas);

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

window.labels = OBJECT_NAMES;
window.renderScenes = async (seeds) => {
  const records: SceneRecord[] = [];
  for (const seed of seeds) {
    const { jpeg, ...record } = await renderer.render(seed);
    records.push({ ...record, jpeg: await base64(jpeg) });
  }
  return records;
};
