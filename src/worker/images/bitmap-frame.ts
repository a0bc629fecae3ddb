const FORMATS: readonly (VideoPixelFormat | null)[] = ['RGBX', 'RGBA', 'BGRX', 'BGRA'];

/**
 * The bitmap as a video frame whose bytes are the pixels that a canvas would have; undefined where the browser has none
 * or they are others: in planes, or in another colour space, which only a canvas converts.
 */
export function frameOf(bitmap: ImageBitmap): VideoFrame | undefined {
  if (typeof VideoFrame === 'undefined') return undefined;
  let frame: VideoFrame;
  try {
    frame = new VideoFrame(bitmap, { timestamp: 0 });
  } catch {
    return undefined;
  }
  if (isPlain(frame) && frame.codedWidth === bitmap.width && frame.codedHeight === bitmap.height)
    return frame;
  frame.close();
  return undefined;
}

function isPlain({ format, colorSpace }: VideoFrame): boolean {
  return (
    FORMATS.includes(format) &&
    colorSpace.primaries === 'bt709' &&
    colorSpace.transfer === 'iec61966-2-1' &&
    colorSpace.matrix === 'rgb' &&
    colorSpace.fullRange === true
  );
}
