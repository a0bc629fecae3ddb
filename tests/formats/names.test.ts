import { describe, expect, test } from 'vitest';
import type { ExportOptions, ImageAnnotations } from '../../src/formats/annotation-format.js';
import { exportAnnotations } from '../../src/formats/export-annotations.js';
import { FORMATS, type FormatName } from '../../src/formats/formats.js';
import { safePath } from '../../src/formats/file-names.js';
import { keepApart } from '../../src/formats/keep-apart.js';
import { box } from './annotations.js';

const named = (...names: string[]): ImageAnnotations[] =>
  names.map((fileName, i) => ({
    image: { fileName, width: 100, height: 50 },
    boxes: [box({ label: `label ${i}`, x: 10 * i, y: 1, width: 5, height: 5 })],
  }));
const paths = (format: FormatName, ...names: string[]): string[] =>
  exportAnnotations(format, named(...names)).map(({ fileName }) => fileName);
const text = (format: FormatName, file: string, ...names: string[]): string | undefined =>
  exportAnnotations(format, named(...names)).find(({ fileName }) => fileName === file)?.text;

/** Whether this is the file of the n-th image, by its label or class. */
const mentions = (format: string, text: string, i: number): boolean =>
  format === 'yolo' ? text.startsWith(`${i} `) : text.includes(`label ${i}`);

describe('keepApart', () => {
  test.each([
    [
      ['a.jpg', 'b.jpg'],
      ['a.jpg', 'b.jpg'],
    ],
    [
      ['a.jpg', 'a.jpg', 'a.jpg'],
      ['a.jpg', 'a-2.jpg', 'a-3.jpg'],
    ],
    [
      ['a.jpg', 'a.jpg', 'a-2.jpg'],
      ['a.jpg', 'a-3.jpg', 'a-2.jpg'],
    ],
    [
      ['x.y/a', 'x.y/a'],
      ['x.y/a', 'x.y/a-2'],
    ],
    [
      ['.jpg', '.jpg'],
      ['.jpg', '.jpg-2'],
    ],
  ])('%j: %j', (names, expected) => expect(keepApart(names)).toEqual(expected));
});

test.each([
  ['../a.jpg', 'a.jpg'],
  ['x/../../a.jpg', 'x/a.jpg'],
  ['/etc/a.jpg', 'etc/a.jpg'],
  ['C:\\photos\\a.jpg', 'photos/a.jpg'],
  ['..\\..\\a.jpg', 'a.jpg'],
  ['', 'image'],
  ['..', 'image'],
  ['con.jpg', '_con.jpg'],
  ['aux', '_aux'],
  ['a\u0000\n.jpg', 'a__.jpg'],
  ['x. /a.jpg', 'x/a.jpg'],
  ['猫 🐈, "x".jpg', '猫 🐈, "x".jpg'],
])('%j is written as %j', (name, expected) => expect(safePath(name)).toBe(expected));

describe.each(['yolo', 'voc', 'labelme'] as const)('%s: one file per image', (format) => {
  test.each([
    ['one name twice', ['a.jpg', 'a.jpg']],
    ['one stem', ['a.jpg', 'a.png']],
    ['capitals', ['a.jpg', 'A.jpg']],
    ['composed and decomposed', ['\u00e9.jpg', 'e\u0301.jpg']],
    ['a climb', ['../a.jpg', 'a.jpg']],
    ['a backslash', ['x\\a.jpg', 'x/a.jpg']],
    ['no names', ['', '']],
    ['a suffix that is taken', ['a.jpg', 'a.png', 'a-2.jpg']],
    ['names of our own files', ['classes.jpg', 'renamed.jpg', 'data.jpg']],
  ])('%s', (_, names) => {
    const written = exportAnnotations(format, named(...names));
    const keys = written.map(({ fileName }) => fileName.normalize('NFC').toLowerCase());
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).not.toMatch(/^\/|\\|(^|\/)\.\.(\/|$)/);
    const labelled = names.map((_, i) =>
      written.some(({ text }) => text.length > 0 && mentions(format, text, i)),
    );
    expect(labelled).not.toContain(false);
  });
  test('says which image a renamed file is of', () => {
    const renamed = JSON.parse(text(format, 'renamed.json', 'a.jpg', 'a.png')!) as object[];
    expect(renamed).toEqual([{ file: expect.stringContaining('a-2.') as unknown, image: 'a.png', index: 1 }]);
    expect(text(format, 'renamed.json', 'a.jpg', 'x/a.jpg')).toBeUndefined();
  });
});

test('coco, cvat, w3c, via and label-studio know two images of one name apart', () => {
  for (const format of ['coco', 'cvat', 'w3c', 'via', 'label-studio'] as const) {
    const [{ text: written }] = exportAnnotations(format, named('a.jpg', 'a.jpg'));
    expect(written).toContain('"a.jpg');
    expect(written).toContain('"a-2.jpg');
  }
});

test('via: boxes of one address stay together', () => {
  const images = named('a.jpg', 'a.jpg').map(({ image, boxes }) => ({
    image: { ...image, url: 'https://example.org/a.jpg' },
    boxes,
  }));
  const { 'https://example.org/a.jpg-1': entry } = JSON.parse(
    exportAnnotations('via', images)[0].text,
  ) as Record<string, { regions: unknown[] }>;
  expect(entry.regions).toHaveLength(2);
});

test.each([
  ['images/train/a.jpg', 'labels/train/a.txt', 'images'],
  ['a.jpg', 'labels/a.txt', 'images'],
  ['train/a.jpg', 'labels/train/a.txt', 'images'],
  ['x/images/images/a.jpg', 'x/images/labels/a.txt', '["x/images/images"]'],
  ['my-images/a.jpg', 'labels/my-images/a.txt', 'images'],
])('yolo: labels of %s lie in %s', (name, file, folder) => {
  expect(paths('yolo', name)).toContain(file);
  expect(paths('yolo', name)).toContain(file.replace(/[^/]*$/, 'classes.txt'));
  expect(text('yolo', 'data.yaml', name)).toContain(`train: ${folder}\n`);
});

test('yolo: in a file with outlines boxes are four corners', () => {
  const image = { fileName: 'a.jpg', width: 100, height: 50 };
  const outline = box({
    label: 'a',
    polygon: [
      [0, 0],
      [10, 0],
      [5, 5],
    ],
    x: 0,
    y: 0,
    width: 10,
    height: 5,
  });
  const plain = box({ label: 'a', x: 10, y: 10, width: 20, height: 10 });
  const [file] = exportAnnotations('yolo', [{ image, boxes: [outline, plain] }], { polygons: true });
  expect(file.text.split('\n')[1]).toBe(
    '0 0.100000 0.200000 0.300000 0.200000 0.300000 0.400000 0.100000 0.400000',
  );
});

test.each([
  ['edges', { x: 99.9, y: 49.8, width: 0.1, height: 0.2 }, [99, 49, 100, 50]],
  ['edges', { x: 0, y: 0, width: 0.2, height: 50 }, [0, 0, 1, 50]],
  ['devkit', { x: 99.9, y: 49.8, width: 0.1, height: 0.2 }, [100, 50, 100, 50]],
  ['devkit', { x: 0, y: 0, width: 0.2, height: 0.1 }, [1, 1, 1, 1]],
] as const)('voc, %s: %j keeps a pixel', (convention, rectangle, expected) => {
  const images = [{ image: { fileName: 'a.jpg', width: 100, height: 50 }, boxes: [box(rectangle)] }];
  const [{ text: xml }] = exportAnnotations('voc', images, { voc: convention });
  expect([...xml.matchAll(/<[xy]m(?:in|ax)>(\d+)/g)].map(([, value]) => Number(value))).toEqual(expected);
});

test('XML keeps tabs and line breaks, and drops what it forbids', () => {
  const images = named('a.jpg').map(({ image }) => ({
    image,
    boxes: [box({ label: 'a\tb\nc\rd\u0001\ufffe\ud800', x: 1, y: 1, width: 2, height: 2 })],
  }));
  for (const format of ['cvat', 'voc'] as const) {
    expect(exportAnnotations(format, images)[0].text).toContain('a&#9;b&#10;c&#13;d\ufffd');
  }
});

describe('an image of unknown size', () => {
  const write = (format: string, options?: ExportOptions): string =>
    exportAnnotations(
      format,
      [{ image: { fileName: 'a.jpg', width: 0, height: 0 }, boxes: [box({ x: 81, width: 192 })] }],
      options,
    )[0].text;
  const needs = (name: string): boolean => name === 'yolo' || name === 'label-studio';
  test.each(Object.keys(FORMATS).filter((name) => !needs(name)))('%s: the box is written whole', (format) => {
    expect(write(format)).toMatch(/81\b/);
  });
  test.each(Object.keys(FORMATS).filter(needs))('%s: an error says what to do', (format) => {
    expect(() => write(format)).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining('a.jpg') as unknown }),
    );
  });
});
