import { forLine, forLines } from '../../harness/base/escape.ts';

/**
 * Foreign text in a SARIF message, where braces are placeholders and brackets are links, even in plain text.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html#_Toc141790716
 */
export function message(text: string): string {
  return plain(text)
    .replaceAll(/[\\[\]]/g, (character) => `\\${character}`)
    .replaceAll(/[{}]/g, (character) => character + character);
}

/** Foreign text of several lines where SARIF does not interpret it. */
export function plain(text: string): string {
  return forLines(text).join('\n');
}

/** A path as a URI reference, with any characters. */
export function uriReference(path: string): string {
  const segments = forLine(path).split('/').map(encodeURIComponent);
  // encodeURIComponent also escapes a colon, which in the first segment would mark a scheme.
  return segments.join('/');
}

/** The text if it is a web address, otherwise undefined. */
export function webAddress(text: string): string | undefined {
  return /^https?:\/\/[\w.-]+(?:[/?#][\w.~:/?#!$&'()*+,;=%@-]*)?$/.test(text) && URL.canParse(text)
    ? text
    : undefined;
}
