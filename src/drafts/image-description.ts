/** What exports say of an image. Width and height are those of the image as displayed (EXIF applied). */
export interface ImageDescription {
  /** Name as the data set knows it; may contain folders, separated by `/`. */
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  /** Address of the image, for formats that link to it; default: `fileName`. */
  readonly url?: string;
  /** Size of the file in bytes, for VIA; default: unknown. */
  readonly bytes?: number;
}
