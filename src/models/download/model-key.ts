import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { addressName } from '../address-name.js';

/** Characters of an address without a name: a `data:` URL holds the whole file. */
const MAX_NAME = 80;

/** What the store needs to know of a model to fetch it. A catalogue entry is one. */
export interface FetchableModel {
  /** For people. */
  readonly name?: string;
  /** Absolute. */
  readonly url: string;
  /** The same bytes elsewhere, tried in order where `url` fails; only with `sha256`. */
  readonly mirrors?: readonly string[];
  /** Size of the file at `url`. */
  readonly bytes?: number;
  /** Lower-case hex. */
  readonly sha256?: string;
}

/**
 * Names a file in the store: by content where its hash is known, so that the same model under two addresses is
 * kept once; else by address.
 */
export function modelKey({ url, sha256: hash }: FetchableModel): string {
  return hash ?? `url-${bytesToHex(sha256(utf8ToBytes(url))).slice(0, 32)}`;
}

/** For people: the given name, else the last part of the address. */
export function modelName({ name, url }: FetchableModel): string {
  return name || (addressName(url) ?? url.slice(0, MAX_NAME));
}
