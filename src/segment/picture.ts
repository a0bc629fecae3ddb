/** Pixels of a picture: RGBA, 8 bits each, row-major, straight alpha. */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}
