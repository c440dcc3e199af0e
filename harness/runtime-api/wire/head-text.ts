/** The text of a request head, and its lines. */

/** A hundred times what common servers accept. Beyond that only decisive fields are kept. */
const KEPT_FIELDS = 10_000;
const DECISIVE_FIELD = /^(?:host|connection|content-length|transfer-encoding|expect)[ \t]*:.*$/gim;

/** Whether a line feed has no carriage return before it. */
export function hasBareFeed(text: string): boolean {
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    if (text[feed - 1] !== '\r') return true;
  }
  return false;
}

/** A head without the empty line at its end. */
export function withoutEnd(head: string): string {
  return head.endsWith('\r\n\r\n') ? head.slice(0, -4) : head.replace(/\r?\n\r?\n$/, '');
}

/** A value without blanks around it; most have one before. */
export function trimmed(value: string): string {
  const inner = value.startsWith(' ') ? value.slice(1) : value;
  return isBlank(inner[0]) || isBlank(inner.at(-1)) ? inner.replace(/^[ \t]+|[ \t]+$/g, '') : inner;
}

/** The lines of a head: the first `KEPT_FIELDS`, and later ones with a decisive field. */
export function headLines(head: string): string[] {
  const lines: string[] = [];
  let start = 0;
  while (lines.length <= KEPT_FIELDS) {
    const feed = head.indexOf('\n', start);
    const end = feed === -1 ? head.length : feed;
    lines.push(head.slice(start, head[end - 1] === '\r' && end > start ? end - 1 : end));
    if (feed === -1) return lines;
    start = feed + 1;
  }
  const further = head.slice(start).match(DECISIVE_FIELD) ?? [];
  return [...lines, ...further.map((line) => line.replace(/\r$/, ''))];
}

/** The length of the head that ends with an empty line, with or without carriage returns. */
export function endOfHead(bytes: Buffer, from: number): number | undefined {
  for (let feed = bytes.indexOf(0x0a, from); feed !== -1; feed = bytes.indexOf(0x0a, feed + 1)) {
    if (bytes[feed + 1] === 0x0a) return feed + 2;
    if (bytes[feed + 1] === 0x0d && bytes[feed + 2] === 0x0a) return feed + 3;
  }
  return undefined;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
