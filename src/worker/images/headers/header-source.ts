/** What a file says of its picture before anything of it is decoded. */
export interface ImageHeader {
  /** In pixels, upright (EXIF applied). */
  readonly width: number;
  readonly height: number;
  /** As EXIF numbers them, 1 to 8; absent where the format has none, or browsers ignore it. */
  readonly orientation?: number;
  /** Whether the rows of the file may not be those that are shown, but be turned or mirrored. */
  readonly isTurned: boolean;
}

/** Random access to a file's first bytes: enough for every header, without the pixels. */
export interface HeaderSource {
  readonly size: number;
  /** At most `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<DataView>;
}
