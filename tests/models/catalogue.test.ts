import { describe, expect, test } from 'vitest';
import { SaliencyError } from '../../src/errors.js';
import {
  cardOf,
  findModel,
  loadCatalogue,
  packagedCatalogue,
  parseCatalogue,
} from '../../src/models/catalogue.js';

const ENTRY = {
  name: 'bolts',
  url: 'bolts.onnx',
  input: {
    name: 'x',
    layout: 'NCHW',
    width: 64,
    height: 48,
    channels: 'GRAY',
    range: [0, 1],
    mean: [0.5],
    std: [0.25],
    resize: 'letterbox',
  },
  output: { name: 'y', activation: 'sigmoid' },
  labels: ['bolt', 'nut'],
};

function json(value: unknown): string {
  return URL.createObjectURL(new Blob([JSON.stringify(value)], { type: 'application/json' }));
}

function problems(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(SaliencyError);
    expect((error as SaliencyError).code).toBe('bad-option');
    return (error as SaliencyError).message;
  }
  throw new Error('nothing was thrown');
}

describe('the catalogue of the package', () => {
  const PUBLIC = [
    'vgg16',
    'vgg16-bn',
    'vgg19',
    'vgg19-bn',
    ...[18, 34, 50, 101, 152].flatMap((depth) => [`resnet${depth}`, `resnet${depth}-v2`]),
    'squeezenet1.0',
    'squeezenet1.1',
    'mobilenetv2',
    'densenet121',
    'alexnet',
    'googlenet',
    'shufflenet-v2',
    'efficientnet-lite4',
  ];

  test.each(PUBLIC)('%s is pinned, licensed and described', (name) => {
    const entry = findModel(name);
    expect(entry.url).toMatch(/^https:\/\/huggingface\.co\/onnxmodelzoo\/.+\.onnx$/);
    expect(entry.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(entry.bytes).toBeGreaterThan(4_000_000);
    expect(['Apache-2.0', 'BSD-3-Clause', 'MIT']).toContain(entry.licence);
    expect(entry.input.width * entry.input.height).toBe(224 * 224);
  });

  test('holds the embedded models, which have no address', async () => {
    expect(findModel('imagenet').url).toBeUndefined();
    const entry = findModel('workbench');
    expect(entry.url).toBeUndefined();
    expect((await cardOf(entry)).labels.length).toBeGreaterThan(1);
  });

  test.each(['resnet18', 'resnet34', 'resnet50', 'resnet101', 'squeezenet1.1'])(
    '%s names the commit of its file, and the branch only as a mirror',
    (name) => {
      const { url, mirrors = [] } = findModel(name);
      expect(url).toMatch(/\/resolve\/[0-9a-f]{40}\//);
      expect(mirrors[0]).toBe(url!.replace(/[0-9a-f]{40}/, 'main'));
    },
  );

  test('no two names share a file', () => {
    const hashes = [...packagedCatalogue().values()].flatMap((entry) => entry.sha256 ?? []);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('ImageNet labels are the 1000 classes in their standard order', async () => {
    const { labels } = await cardOf(findModel('vgg16'));
    expect(labels).toHaveLength(1000);
    expect([labels[0], labels[207], labels[281], labels[999]]).toEqual([
      'Tench',
      'Golden retriever',
      'Tabby',
      'Toilet tissue',
    ]);
  });

  test('names are found whatever their case', () => {
    expect(findModel('VGG16').name).toBe('vgg16');
  });

  test('an unknown name is an error that lists the known ones', () => {
    const message = problems(() => findModel('vgg17'));
    expect(message).toContain('no model called "vgg17"');
    expect(message).toContain('vgg16, vgg16-bn, vgg19');
  });
});

describe('a catalogue of the user', () => {
  test('is merged before the models of the package, and its addresses are made absolute', async () => {
    const catalogue = parseCatalogue({ models: [ENTRY] }, 'https://example.org/models/own.json');
    expect(findModel('bolts', catalogue).url).toBe('https://example.org/models/bolts.onnx');

    const own = { ...ENTRY, name: 'vgg16', url: 'https://example.org/mine.onnx' };
    const merged = await loadCatalogue(json({ models: [own] }));
    expect(findModel('vgg16', merged).url).toBe('https://example.org/mine.onnx');
    expect(findModel('resnet18', merged).url).toContain('huggingface.co');
  });

  test('labels may be in a file of one label a line', async () => {
    const labels = URL.createObjectURL(new Blob(['n01440764 bolt, screw\nnut\n']));
    const [entry] = parseCatalogue([{ ...ENTRY, labels }], 'https://example.org/own.json').values();
    expect((await cardOf(entry)).labels).toEqual(['bolt, screw', 'nut']);
  });

  test('every problem is reported with its place', () => {
    const message = problems(() =>
      parseCatalogue({
        models: [
          { ...ENTRY, name: 'Bolts!' },
          { ...ENTRY, input: { ...ENTRY.input, width: '64', resize: 'squash' }, output: undefined },
        ],
      }),
    );
    expect(message).toContain('catalogue.models[0].name: "Bolts!" does not match');
    expect(message).toContain('catalogue.models[1]: "output" is missing');
    expect(message).toContain('catalogue.models[1].input.width: expected integer, found "64"');
    expect(message).toContain('expected one of "stretch", "crop", "letterbox", found "squash"');
  });

  test.each([
    ['mean and std need 3 values for RGB', { ...ENTRY, input: { ...ENTRY.input, channels: 'RGB' } }],
    ['mirrors need a sha256', { ...ENTRY, mirrors: ['other.onnx'] }],
    ['"url" is missing', { ...ENTRY, url: undefined }],
  ])('contradictions are problems too: %s', (expected, entry) => {
    expect(problems(() => parseCatalogue([entry], 'https://example.org/own.json'))).toContain(expected);
  });

  test.each([
    ['not JSON', new Blob(['models: []'])],
    ['is a web page', new Blob(['<!DOCTYPE html><title>404</title>'])],
  ])('what is %s is refused', async (expected, blob) => {
    const error = await loadCatalogue(URL.createObjectURL(blob)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-option' });
    expect((error as Error).message).toContain(expected);
  });
});
