import { crc32, deflateSync } from 'node:zlib';

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Not premultiplied. */
  readonly rgba: Uint8ClampedArray;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface PngOptions {
  /** Bits of a sample; the lower byte of 16 is noise. */
  readonly depth?: 8 | 16;
  /** Chunks before the pixels, by type. */
  readonly chunks?: Readonly<Record<string, readonly number[]>>;
}

/** A PNG without row filters, with alpha where there is any. */
export function encodePng(
  { width, height, rgba }: Raster,
  { depth = 8, chunks = {} }: PngOptions = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const hasAlpha = rgba.some((value, i) => i % 4 === 3 && value < 255);
  const samples = hasAlpha ? 4 : 3;
  header.set([depth, hasAlpha ? 6 : 2, 0, 0, 0], 8);
  const rowBytes = (width * depth * samples) / 8;
  const rows = Buffer.alloc(height * (rowBytes + 1));
  for (let y = 0; y < height; y++) {
    const row = rgba.subarray(4 * width * y, 4 * width * (y + 1)).filter((_, i) => i % 4 < samples);
    const at = y * (rowBytes + 1) + 1;
    if (depth === 8) rows.set(row, at);
    else row.forEach((value, i) => rows.writeUInt16BE(value * 256 + ((i * 97) % 256), at + 2 * i));
  }
  const numbers = (values: readonly number[]): Buffer => {
    const content = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => content.writeUInt32BE(value, 4 * i));
    return content;
  };
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...Object.entries(chunks).map(([type, values]) => chunk(type, numbers(values))),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
