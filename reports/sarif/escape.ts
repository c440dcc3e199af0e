import { forLine, forLines } from '../../harness/base/escape.ts';

/**
 * Foreign text in a SARIF message. Braces would be placeholders and brackets links, also in plain text.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html#_Toc141790716
 */
export function message(text: string): string {
  return plain(text)
    .replaceAll(/[\\[\]]/g, (character) => `\\${character}`)
    .replaceAll(/[{}]/g, (character) => character + character);
}

/** Foreign text of several lines where SARIF takes it as it is. */
export function plain(text: string): string {
  return forLines(text).join('\n');
}

/** A path or an address as a URI reference, whatever characters it is made of. */
export function uriReference(path: string): string {
  const segments = forLine(path).split('/').map(encodeURIComponent);
  // A colon in the first segment would make it a scheme; encodeURIComponent has taken care of it.
  return segments.join('/');
}

/** An address on the web as a URI, or nothing if the text is none. */
export function webAddress(text: string): string | undefined {
  return /^https?:\/\/[\w.-]+(?:[/?#][\w.~:/?#!$&'()*+,;=%@-]*)?$/.test(text) && URL.canParse(text)
    ? text
    : undefined;
}
