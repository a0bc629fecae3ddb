/** One character as the escaped bytes of its UTF-8 form (RFC 3629, section 4), without those of C0 controls. */
const ESCAPED_CHARACTER =
  /%[2-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-4](?:%[89ab][\da-f]){3}/gi;

function decoded(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    // An overlong form, or half of a surrogate pair.
    return escaped;
  }
}

/**
 * The name of the file that an address leads to: the last part of its path. What stands for no character of UTF-8 stays
 * as it is written: a bare `%`, or the `%E9` of a file that was named in Latin-1. Undefined where there is no name.
 */
export function addressName(address: string): string | undefined {
  if (/^data:/i.test(address)) return undefined;
  const url = URL.canParse(address, 'http://page') ? new URL(address, 'http://page') : undefined;
  const path = url?.pathname ?? address;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(ESCAPED_CHARACTER, decoded) || undefined;
}
