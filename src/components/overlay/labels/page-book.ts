import { LabelBook } from '../../../drafts/labels/label-book.js';

/** What people decided in this page, for all elements that are not told to keep it under a name. */
export const pageBook = new LabelBook();
