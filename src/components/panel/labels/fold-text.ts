/** Letters that Unicode does not take apart into a plain one and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

const UNPLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

const ASCII = /^[\x20-\x7e]*$/;

/** Text as people type it who search: without case, accents and other marks. */
export function foldText(text: string): string {
  return (ASCII.test(text) ? text.toLowerCase() : unaccented(text)).replace(/\s+/g, ' ').trim();
}

function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Diacritic}/gu, (mark) => (/\p{M}/u.test(mark) ? '' : mark))
    .replace(UNPLAIN, (letter) => PLAIN[letter]);
}
