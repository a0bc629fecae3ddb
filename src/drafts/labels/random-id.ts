/** Of the platform, without the types of the DOM; it is there outside of secure contexts, too. */
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

const CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `prefix-` and ten characters: 52 bits, so that no other tab or session gives the same id to another box. */
export function randomId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `${prefix}-${Array.from(bytes, (byte) => CHARACTERS[byte % CHARACTERS.length]).join('')}`;
}
