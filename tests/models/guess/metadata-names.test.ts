import { describe, expect, test } from 'vitest';
import { metadataNames } from '../../../src/models/guess/metadata-names.js';
import { parseLabels } from '../../../src/models/labels.js';

const ABC = ['ant', 'bee', 'cat'];
const read = (text: string, classes = 3, key = 'names') => metadataNames(new Map([[key, text]]), classes);

describe('class names in metadata', () => {
  test.each([
    ['a list', `["ant", "bee", "cat"]`],
    ['a list of Python', `['ant', 'bee', 'cat',]`],
    ['a tuple', `('ant', "bee", u'cat')`],
    ['bytes', `[b'ant', b'bee', b'cat']`],
    ['an array of NumPy', `array(['ant', 'bee', 'cat'], dtype=object)`],
    ['texts of NumPy', `[np.str_('ant'), np.str_('bee'), np.str_('cat')]`],
    ['from number to name', `{0: 'ant', 1: 'bee', 2: 'cat'}`],
    ['from number to name, in another order', `{2: 'cat', 0: 'ant', 1: 'bee'}`],
    ['from number as text to name', `{"2": "cat", "0": "ant", "1": "bee"}`],
    ['from name to number', `{'bee': 1, 'cat': 2, 'ant': 0}`],
    ['from name to number as text', `{"cat": "2", "ant": "0", "bee": "1"}`],
    ['an ordered dictionary', `OrderedDict([('cat', 2), ('ant', 0), ('bee', 1)])`],
    ['an ordered dictionary of today', `OrderedDict({'cat': 2, 'ant': 0, 'bee': 1})`],
    ['a default dictionary', `defaultdict(None, {})`],
    ['pairs', `[(1, 'bee'), (0, 'ant'), (2, 'cat')]`],
    ['with WordNet ids', `{"0": ["n00000001", "ant"], "1": ["n00000002", "bee"], "2": ["n00000003", "cat"]}`],
    ['within a larger record', `{"model": "m", "id2label": {"1": "bee", "0": "ant", "2": "cat"}}`],
    ['lines', 'ant\r\nbee\r\ncat\r\n'],
    ['numbered lines', '1: bee\n0: ant\n2: "cat"'],
    ['commas', 'ant, bee, cat'],
  ])('are read: %s', (name, text) => {
    const expected = name === 'a default dictionary' ? undefined : ABC;
    expect(read(text).labels).toEqual(expected);
    expect(read(text).notes).toHaveLength(expected ? 0 : 1);
  });

  test.each([
    ['letters of Latin-1', String.raw`['caf\xe9', 'a', 'b']`, 'café'],
    ['Unicode', String.raw`["caf\u00e9", "a", "b"]`, 'café'],
    ['Unicode beyond 16 bits', String.raw`['\U0001f41c', 'a', 'b']`, '🐜'],
    ['pairs of JSON', String.raw`["\ud83d\udc1c", "a", "b"]`, '🐜'],
    ['octal numbers', String.raw`['caf\351', 'a', 'b']`, 'café'],
    ['bytes of UTF-8', String.raw`[b'caf\xc3\xa9', b'a', b'b']`, 'café'],
    ['quotes', String.raw`['it\'s "new"', 'a', 'b']`, `it's "new"`],
    ['other quotes', String.raw`["jack-o'-lantern", 'a', 'b']`, `jack-o'-lantern`],
    ['backslashes', String.raw`['a\\b', 'a', 'b']`, 'a\\b'],
    ['what Python leaves alone', String.raw`['\d+', 'a', 'b']`, '\\d+'],
    ['raw texts', String.raw`[r'\n', 'a', 'b']`, '\\n'],
    ['line breaks and slashes', String.raw`["a\n\/b", "a", "b"]`, 'a\n/b'],
    ['commas, colons and braces', `{0: 'a, b: {c}', 1: 'a', 2: 'b'}`, 'a, b: {c}'],
    ['letters as they are', `['naïve 猫', 'a', 'b']`, 'naïve 猫'],
  ])('have what their escapes stand for: %s', (_, text, expected) => {
    expect(read(text).labels).toEqual([expected, 'a', 'b']);
  });

  test.each([
    ['too few', `['ant', 'bee']`, /has 2 names, and the model 3 classes/],
    ['counted from 1', `{1: 'ant', 2: 'bee', 3: 'cat'}`, /names a class 3, of 3 classes counted from 0/],
    ['a number twice', `{'ant': 0, 'bee': 0, 'cat': 1}`, /names class 0 twice/],
    ['both ways round', `{"0": 1, "1": 2, "2": 0}`, /from number to name and from name to number/],
    ['cut off', `{0: 'ant', 1: 'be`, /neither JSON nor what Python prints/],
    ['a set, which has no order', `{'ant', 'bee', 'cat'}`, /neither JSON nor/],
    ['words without quotes', `[ant, bee, cat]`, /neither JSON nor/],
    ['something else', 'three', /is not a list of names/],
    ['nothing of use', `{"ant": "red", "bee": "green", "cat": "blue"}`, /no numbers from 0 on/],
    ['nested too deeply', '['.repeat(1000), /neither JSON nor/],
    ['names that are lists', `[["ant"], ["bee"], ["cat"]]`, /is not a list of names/],
  ])('are told of where they cannot be read: %s', (_, text, why) => {
    const { labels, notes } = read(text);
    expect(labels).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^The class names in the file's metadata \("names"\) were not used: it/);
    expect(notes[0]).toMatch(why);
  });

  test('a class that a dictionary leaves out is called by its number', () => {
    expect(read(`{0: 'ant', 2: 'cat'}`).labels).toEqual(['ant', 'class 1', 'cat']);
  });

  test('classes of one name stay several', () => {
    expect(read(`{2: 'crane', 0: 'crane', 1: 'bee'}`).labels).toEqual(['crane', 'bee', 'crane']);
  });

  test('digits may be names', () => {
    expect(read(`{'3': 0, '7': 1, '9': 2}`).labels).toEqual(['3', '7', '9']);
    expect(read(`[3, 7, 9]`).labels).toEqual(['3', '7', '9']);
    expect(read(`{0: 0, 1: 1, 2: 2}`).labels).toEqual(['0', '1', '2']);
  });

  test.each(['labels', 'classes', 'Names', 'id2label', 'class_to_idx'])('stand under "%s", too', (key) => {
    expect(read(`{'bee': 1, 'cat': 2, 'ant': 0}`, 3, key).labels).toEqual(ABC);
  });

  test('the first that can be read counts', () => {
    const metadata = new Map([
      ['names', 'three'],
      ['labels', JSON.stringify(ABC)],
    ]);
    expect(metadataNames(metadata, 3)).toEqual({ labels: ABC, notes: [] });
    expect(metadataNames(new Map(), 3)).toEqual({ notes: [] });
  });

  test('one number goes with one name, or with two', () => {
    expect(read('scratch', 1).labels).toEqual(['scratch']);
    expect(read(`['good', 'scratched']`, 1).labels).toEqual(['good', 'scratched']);
    expect(read(`{'scratched': 1, 'good': 0}`, 1).labels).toEqual(['good', 'scratched']);
  });
});

describe('labels in a file', () => {
  test('go by their numbers, whichever way round they are', () => {
    expect(parseLabels('{"cat": 2, "ant": 0, "bee": 1}', 'f')).toEqual(ABC);
    expect(parseLabels(`{1: 'bee', 0: 'ant', 2: 'cat'}`, 'f')).toEqual(ABC);
    expect(() => parseLabels('{"1": "ant", "2": "bee"}', 'f')).toThrow(
      /not a list of strings: it names a class 2/,
    );
  });
});
