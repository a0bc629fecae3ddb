import type { Picture } from './gallery.js';

const FILES = import.meta.glob<string>('../models/evaluation/00000[0-9].jpg', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Rendered scenes that the built-in model has never seen. */
export const SAMPLES: readonly Picture[] = Object.entries(FILES).map(([path, url]) => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  url,
}));
