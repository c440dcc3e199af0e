/**
 * What the readers of our text obey: a terminal, a browser, an editor, the runner of a workflow. Written after their documents,
 * not after the escaping that it examines.
 */

/** Ranges of characters that act or hide instead of being seen. */
const acting: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const actors = new RegExp(
  `[${acting.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')}]`,
  'gu',
);

/** Styles that our own terminal documents may use: bold, dim and five colours. */
const OWN_STYLE = new RegExp(`${String.fromCharCode(0x1b)}\\[(?:1|2|22|31|32|33|36|39)m`, 'g');

/** How a document is read. */
export interface Reading {
  /** Whether it may have our styles. */
  readonly styled?: boolean;
  /** Whether a line may be an annotation of ours. */
  readonly annotates?: boolean;
}

/** Everything in a text that a reader would obey, as a list of sentences. */
export function obeyed(text: string, { styled = false, annotates = false }: Reading = {}): string[] {
  const plain = styled ? text.replaceAll(OWN_STYLE, '') : text;
  const found = new Set<string>();
  for (const [character] of plain.matchAll(actors))
    found.add(`U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  // As .NET reads lines and trims them, GitHub's runner being written in it.
  for (const line of plain.split(/\r\n|\n|\r/)) {
    const command = /^\s*::.*?::/.exec(line)?.[0];
    if (command !== undefined && !(annotates && isAnnotation(line))) found.add(`line ${line.slice(0, 60)}`);
    // GitHub and Azure Pipelines look anywhere in a line; so does TeamCity.
    for (const [order] of line.matchAll(/##(?:vso|teamcity)?\[.{0,20}/gi)) found.add(order);
  }
  return [...found];
}

function isAnnotation(line: string): boolean {
  return /^::(?:error|warning|notice) (?:file=[^,:]*,line=\d+,)?title=[^,:]+::[^]*$/.test(line);
}
