import { describe, expect, test } from 'vitest';
import type { ExportOptions, ImageAnnotations } from '../../src/formats/annotation-format.js';
import { exportAnnotations } from '../../src/formats/export-annotations.js';
import { FORMATS, type FormatName } from '../../src/formats/formats.js';
import { box, dataset, image, polygonBox } from './annotations.js';

const files = (format: FormatName, annotations: readonly ImageAnnotations[], options?: ExportOptions) =>
  Object.fromEntries(
    exportAnnotations(format, annotations, options).map(({ fileName, text }) => [fileName, text]),
  );
/** JSON whose shape the test knows. */
interface Json {
  readonly [key: string]: Json;
}

const json = (format: FormatName, annotations: readonly ImageAnnotations[], options?: ExportOptions): Json =>
  JSON.parse(exportAnnotations(format, annotations, options)[0].text) as Json;

describe('coco', () => {
  test('a data set', () => {
    expect(json('coco', dataset)).toEqual({
      info: { description: 'Boxes drafted from class activation maps with saliency-overlay' },
      licenses: [],
      images: [
        { id: 1, file_name: 'photos/a.jpg', width: 640, height: 480, coco_url: 'https://example.org/a.jpg' },
        { id: 2, file_name: 'photos/b.png', width: 200, height: 100 },
      ],
      categories: [
        { id: 1, name: 'cat', supercategory: '' },
        { id: 2, name: 'dog', supercategory: '' },
        { id: 3, name: 'zebra', supercategory: '' },
      ],
      annotations: [
        {
          id: 1,
          image_id: 1,
          category_id: 2,
          bbox: [80, 96, 192, 120],
          area: 23040,
          iscrowd: 0,
          segmentation: [],
        },
        {
          id: 2,
          image_id: 1,
          category_id: 1,
          bbox: [1.235, 2, 30.5, 20.25],
          area: 617.625,
          iscrowd: 0,
          segmentation: [],
        },
        {
          id: 3,
          image_id: 2,
          category_id: 3,
          bbox: [150, 0, 50, 50],
          area: 2500,
          iscrowd: 0,
          segmentation: [],
        },
      ],
    });
  });
  test('a polygon: at least six numbers, and its own area', () => {
    expect(json('coco', [image(polygonBox)]).annotations).toEqual([
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        bbox: [10, 20, 30, 40],
        area: 600,
        iscrowd: 0,
        segmentation: [[10, 40, 25, 20, 40, 40, 25.5, 60]],
      },
    ]);
  });
  test('scores on request', () => {
    expect(json('coco', [image(box())], { scores: true }).annotations[0].score).toBe(0.83);
  });
  test('an image without boxes is still listed', () => {
    expect(json('coco', [image()])).toMatchObject({ images: [{ id: 1 }], categories: [], annotations: [] });
  });
});

describe('yolo', () => {
  test('a data set', () => {
    expect(files('yolo', dataset)).toEqual({
      // (80 + 192 / 2) / 640, (96 + 120 / 2) / 480, 192 / 640, 120 / 480
      'labels/photos/a.txt': '1 0.275000 0.325000 0.300000 0.250000\n0 0.025757 0.025260 0.047656 0.042188\n',
      'labels/photos/b.txt': '2 0.875000 0.250000 0.250000 0.500000\n',
      'classes.txt': 'cat\ndog\nzebra\n',
      'labels/classes.txt': 'cat\ndog\nzebra\n',
      'labels/photos/classes.txt': 'cat\ndog\nzebra\n',
      'data.yaml': 'path: .\ntrain: images\nval: images\nnames:\n  0: "cat"\n  1: "dog"\n  2: "zebra"\n',
    });
  });
  test('an image without boxes has an empty file', () => {
    expect(files('yolo', [image()])).toEqual({
      'labels/a.txt': '',
      'classes.txt': '',
      'labels/classes.txt': '',
      'data.yaml': 'path: .\ntrain: images\nval: images\nnames: {}\n',
    });
  });
  test('scores in a sixth column on request', () => {
    expect(files('yolo', [image(box())], { scores: true })['labels/a.txt']).toBe(
      '0 0.275000 0.325000 0.300000 0.250000 0.830000\n',
    );
  });
  test('polygons on request', () => {
    expect(files('yolo', [image(polygonBox)])['labels/a.txt']).toBe(
      '0 0.039063 0.083333 0.046875 0.083333\n',
    );
    expect(files('yolo', [image(polygonBox)], { polygons: true })['labels/a.txt']).toBe(
      '0 0.015625 0.083333 0.039063 0.041667 0.062500 0.083333 0.039844 0.125000\n',
    );
  });
  test('names that YAML would misread', () => {
    expect(files('yolo', [image(box({ label: 'no: "1"' }))])['data.yaml']).toContain('  0: "no: \\"1\\""\n');
  });
});

describe('label-studio', () => {
  const region = {
    id: expect.stringMatching(/^[A-Za-z0-9]{10}$/) as unknown,
    type: 'rectanglelabels',
    from_name: 'label',
    to_name: 'image',
    original_width: 640,
    original_height: 480,
    image_rotation: 0,
    // 80 / 640, 96 / 480, 192 / 640, 120 / 480 in percent
    value: { x: 12.5, y: 20, width: 30, height: 25, rotation: 0, rectanglelabels: ['dog'] },
    score: 0.83,
  };
  test('a task per image, all its boxes in one prediction', () => {
    const { 0: first, 1: second } = json('label-studio', dataset);
    expect(first.data).toEqual({ image: 'https://example.org/a.jpg' });
    expect(first.predictions).toHaveLength(1);
    expect(first.predictions[0]).toMatchObject({ model_version: 'vgg16-grad-cam', score: 0.665 });
    expect(first.predictions[0].result).toEqual([
      region,
      {
        ...region,
        value: { x: 0.1929, y: 0.4167, width: 4.7656, height: 4.2187, rotation: 0, rectanglelabels: ['cat'] },
        score: 0.5,
      },
    ]);
    expect(second.data).toEqual({ image: 'photos/b.png' });
    expect(second.predictions[0].result[0].value).toEqual({
      x: 75,
      y: 0,
      width: 25,
      height: 50,
      rotation: 0,
      rectanglelabels: ['zebra'],
    });
  });
  test('names and version are those of the project', () => {
    const labelStudio = { fromName: 'boxes', toName: 'photo', dataKey: 'url', modelVersion: 'v7' };
    const { 0: task } = json('label-studio', [image(box())], { labelStudio });
    expect(task.data).toEqual({ url: 'a.jpg' });
    expect(task.predictions[0].model_version).toBe('v7');
    expect(task.predictions[0].result).toEqual([{ ...region, from_name: 'boxes', to_name: 'photo' }]);
  });
  test('finished annotations on request', () => {
    expect(json('label-studio', [image(box())], { labelStudio: { as: 'annotations' } })).toEqual([
      { data: { image: 'a.jpg' }, annotations: [{ result: [region] }] },
    ]);
  });
  test('polygons for a polygon control', () => {
    const { 0: task } = json('label-studio', [image(polygonBox)], {
      labelStudio: { polygonName: 'outline' },
    });
    expect(task.predictions[0].result).toEqual([
      {
        ...region,
        type: 'polygonlabels',
        from_name: 'outline',
        value: {
          points: [
            [1.5625, 8.3333],
            [3.9063, 4.1667],
            [6.25, 8.3333],
            [3.9844, 12.5],
          ],
          closed: true,
          polygonlabels: ['dog'],
        },
      },
    ]);
  });
  test('nothing found: a task without predictions', () => {
    expect(json('label-studio', [image()])).toEqual([{ data: { image: 'a.jpg' }, predictions: [] }]);
  });
  test('region ids differ, and stay the same', () => {
    const ids = (): unknown[] => {
      const { result } = json('label-studio', [image(box(), box())])[0].predictions[0];
      return [result[0].id, result[1].id];
    };
    expect(new Set(ids()).size).toBe(2);
    expect(ids()).toEqual(ids());
  });
});

describe('voc', () => {
  const xml = (edges: readonly number[], truncated: 0 | 1): string => `<annotation>
  <folder>photos</folder>
  <filename>b.png</filename>
  <source>
    <database>Unknown</database>
  </source>
  <size>
    <width>200</width>
    <height>100</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
  <object>
    <name>tom &amp; &lt;jerry&gt;</name>
    <pose>Unspecified</pose>
    <truncated>${truncated}</truncated>
    <difficult>0</difficult>
    <bndbox>
      <xmin>${edges[0]}</xmin>
      <ymin>${edges[1]}</ymin>
      <xmax>${edges[2]}</xmax>
      <ymax>${edges[3]}</ymax>
    </bndbox>
  </object>
</annotation>
`;
  const one = (more: Parameters<typeof box>[0]): ImageAnnotations => ({
    image: { fileName: 'photos/b.png', width: 200, height: 100 },
    boxes: [box({ label: 'tom & <jerry>', ...more })],
  });
  test('0-based edges', () => {
    const boxes = [one({ x: 10.4, y: 20.6, width: 30, height: 40 })];
    expect(files('voc', boxes)).toEqual({ 'photos/b.xml': xml([10, 21, 40, 61], 0) });
  });
  test('1-based inclusive pixels as in the development kit', () => {
    const boxes = [one({ x: 10.4, y: 20.6, width: 30, height: 40 })];
    expect(files('voc', boxes, { voc: 'devkit' })).toEqual({ 'photos/b.xml': xml([11, 21, 41, 61], 0) });
  });
  test('the whole image, in both conventions; it touches the edges', () => {
    const whole = [one({ x: 0, y: 0, width: 200, height: 100 })];
    expect(files('voc', whole)['photos/b.xml']).toBe(xml([0, 0, 200, 100], 1));
    expect(files('voc', whole, { voc: 'devkit' })['photos/b.xml']).toBe(xml([1, 1, 200, 100], 1));
  });
});

test('cvat', () => {
  const labelXml = (name: string): string => `        <label>
          <name>${name}</name>
          <attributes>
            <attribute>
              <name>score</name>
              <mutable>False</mutable>
              <input_type>text</input_type>
              <default_value></default_value>
              <values></values>
            </attribute>
          </attributes>
        </label>
`;
  expect(
    files('cvat', [
      ...dataset,
      image({ ...polygonBox, provenance: { ...polygonBox.provenance, edited: true } }),
    ]),
  ).toEqual({
    'annotations.xml': `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <size>3</size>
      <mode>annotation</mode>
      <labels>
${['cat', 'dog', 'zebra'].map(labelXml).join('')}      </labels>
    </task>
  </meta>
  <image id="0" name="photos/a.jpg" width="640" height="480">
    <box label="dog" source="auto" occluded="0" xtl="80.00" ytl="96.00" xbr="272.00" ybr="216.00" z_order="0">
      <attribute name="score">0.8300</attribute>
    </box>
    <box label="cat" source="auto" occluded="0" xtl="1.23" ytl="2.00" xbr="31.73" ybr="22.25" z_order="0">
      <attribute name="score">0.5000</attribute>
    </box>
  </image>
  <image id="1" name="photos/b.png" width="200" height="100">
    <box label="zebra" source="manual" occluded="0" xtl="150.00" ytl="0.00" xbr="200.00" ybr="50.00" z_order="0">
      <attribute name="score">1.0000</attribute>
    </box>
  </image>
  <image id="2" name="a.jpg" width="640" height="480">
    <polygon label="dog" source="semi-auto" occluded="0" points="10.00,40.00;25.00,20.00;40.00,40.00;25.50,60.00" z_order="0">
      <attribute name="score">0.8300</attribute>
    </polygon>
  </image>
</annotations>
`,
  });
});

describe('via', () => {
  test('images by address have size -1; local files are keyed by name and size', () => {
    const local = {
      ...image(polygonBox),
      image: { fileName: 'a.jpg', width: 640, height: 480, bytes: 5120 },
    };
    expect(json('via', [dataset[0], local])).toEqual({
      'https://example.org/a.jpg-1': {
        filename: 'https://example.org/a.jpg',
        size: -1,
        regions: [
          {
            shape_attributes: { name: 'rect', x: 80, y: 96, width: 192, height: 120 },
            region_attributes: { class: 'dog', score: '0.8300' },
          },
          {
            shape_attributes: { name: 'rect', x: 1.23, y: 2, width: 30.5, height: 20.25 },
            region_attributes: { class: 'cat', score: '0.5000' },
          },
        ],
        file_attributes: {},
      },
      'a.jpg5120': {
        filename: 'a.jpg',
        size: 5120,
        regions: [
          {
            shape_attributes: {
              name: 'polygon',
              all_points_x: [10, 25, 40, 25.5],
              all_points_y: [40, 20, 40, 60],
            },
            region_attributes: { class: 'dog', score: '0.8300' },
          },
        ],
        file_attributes: {},
      },
    });
  });
});

test('labelme', () => {
  const shape = { label: 'dog', group_id: null, description: '', flags: {}, mask: null, score: 0.83 };
  expect(
    json('labelme', [
      { ...image(box(), polygonBox), image: { fileName: 'photos/a.jpg', width: 640, height: 480 } },
    ]),
  ).toEqual({
    version: '5.5.0',
    flags: {},
    shapes: [
      {
        ...shape,
        shape_type: 'rectangle',
        points: [
          [80, 96],
          [272, 216],
        ],
      },
      {
        ...shape,
        shape_type: 'polygon',
        points: [
          [10, 40],
          [25, 20],
          [40, 40],
          [25.5, 60],
        ],
      },
    ],
    imagePath: 'a.jpg',
    imageData: null,
    imageHeight: 480,
    imageWidth: 640,
  });
  expect(Object.keys(files('labelme', dataset))).toEqual(['photos/a.json', 'photos/b.json']);
});

describe('w3c', () => {
  test('one annotation per box, with a media fragment', () => {
    const { 0: dog, 2: zebra } = json('w3c', dataset);
    expect(dog).toEqual({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: expect.stringMatching(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as unknown,
      type: 'Annotation',
      motivation: 'tagging',
      generator: { type: 'Software', name: 'vgg16 grad-cam' },
      body: [
        { type: 'TextualBody', purpose: 'tagging', value: 'dog' },
        { type: 'TextualBody', purpose: 'assessing', value: '0.83' },
      ],
      target: {
        source: 'https://example.org/a.jpg',
        selector: {
          type: 'FragmentSelector',
          conformsTo: 'http://www.w3.org/TR/media-frags/',
          value: 'xywh=pixel:80,96,192,120',
        },
      },
    });
    expect(zebra.target).toMatchObject({
      source: 'photos/b.png',
      selector: { value: 'xywh=pixel:150,0,50,50' },
    });
    expect(zebra).not.toHaveProperty('generator');
  });
  test('a polygon is SVG', () => {
    expect(json('w3c', [image(polygonBox)])[0].target.selector).toEqual({
      type: 'SvgSelector',
      value: '<svg><polygon points="10,40 25,20 40,40 25.5,60"/></svg>',
    });
  });
});

describe('every format', () => {
  const names = Object.keys(FORMATS) as FormatName[];

  test.each(names)('%s is filed under its own name', (name) => {
    const format = FORMATS[name];
    expect(format.name).toBe(name);
    expect(format.specification).toMatch(/^https?:\/\//);
  });
  test.each(names)('%s: the main file has the declared extension and type', (name) => {
    const [main] = exportAnnotations(name, dataset);
    expect(main.fileName.endsWith(`.${FORMATS[name].extension}`)).toBe(true);
    expect(main.mimeType).toBe(FORMATS[name].mimeType);
  });
  test.each(names)('%s: one file unless it says otherwise', (name) => {
    const multiple: boolean = FORMATS[name].multiple;
    expect(exportAnnotations(name, dataset).length > 1).toBe(multiple);
  });
  test.each(names)('%s: the same input gives the same text', (name) => {
    expect(exportAnnotations(name, dataset)).toEqual(exportAnnotations(name, dataset));
  });
  test.each(names)('%s: strange labels and names arrive', (name) => {
    const label = 'a "b" <c> & d\\e, é 猫';
    const strange = [
      {
        image: { fileName: 'é "x" & <y>.jpg', width: 10, height: 10 },
        boxes: [box({ label, x: 1, y: 1, width: 2, height: 2 })],
      },
    ];
    const text = exportAnnotations(name, strange)
      .map((file) => file.text)
      .join('');
    const forms = [label, JSON.stringify(label).slice(1, -1), 'a &quot;b&quot; &lt;c&gt; &amp; d\\e, é 猫'];
    expect(forms.some((form) => text.includes(form))).toBe(true);
  });
  test('an unknown one lists those there are', () => {
    expect(() => exportAnnotations('tfrecord', dataset)).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringContaining('coco, yolo, label-studio') as unknown,
      }),
    );
  });
});
