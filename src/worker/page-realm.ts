import type { Realm } from '../models/download/realm.js';

/** The page, in itself and in its worker. Asked late: this module is also imported where there is no page. */
export const PAGE: Realm = {
  get origin() {
    return location.origin;
  },
  isOffline: () => navigator.onLine === false,
};
