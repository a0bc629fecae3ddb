/** A text between quotes, and where it ends. */
export interface QuotedText {
  readonly value: string;
  readonly end: number;
}

const PREFIX = /(?<prefix>[uUrRbB]{0,2})(?<quote>["'])/y;
/** Python: octal, hexadecimal and Unicode; JSON's are among them. */
const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[^]))/g;

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  '/': '/',
  "'": "'",
  '"': '"',
  '\n': '',
  '\r\n': '',
};

/** A text as Python or JSON writes it, with what its escapes stand for; undefined: none begins there. */
export function parseText(text: string, start: number): QuotedText | undefined {
  PREFIX.lastIndex = start;
  const opening = PREFIX.exec(text);
  const { prefix = '', quote = '' } = opening?.groups ?? {};
  if (!opening) return undefined;
  const from = start + opening[0].length;
  let end = from;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) return undefined;
  const raw = text.slice(from, end);
  const value = /r/i.test(prefix) ? raw : unescaped(raw);
  return { value: /b/i.test(prefix) ? fromUtf8(value) : value, end: end + 1 };
}

function unescaped(raw: string): string {
  return raw.replace(
    ESCAPE,
    (whole, octal?: string, hex?: string, short?: string, long?: string, other?: string) => {
      const code = hex ?? short ?? long;
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      if (code === undefined) return SIMPLE[other ?? ''] ?? whole;
      const point = parseInt(code, 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

/** The bytes of b'caf\xc3\xa9' are those of a file. */
function fromUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}
