/** Text of bounded size that states what it leaves out. Sizes are in UTF-16 units, so they are never too small. */

/** Renders as many items as fit, and a last line that counts the others. Items that do not fit are not rendered. */
export function fit<Item>(
  items: readonly Item[],
  render: (item: Item) => string,
  { room, more, separator = '\n' }: Fit,
): string {
  const shown: string[] = [];
  let left = room;
  for (const item of items) {
    const block = render(item);
    left -= block.length + separator.length;
    if (left < 0) break;
    shown.push(block);
  }
  if (shown.length === items.length) return shown.join(separator);
  while (shown.length > 0 && size(shown, separator) + more(items.length).length > room) shown.pop();
  return [...shown, more(items.length - shown.length)].join(separator);
}

interface Fit {
  /** The maximum length of the whole text. */
  readonly room: number;
  /** The line for this many omitted items. */
  readonly more: (left: number) => string;
  /** @defaultValue a line end */
  readonly separator?: string;
}

function size(blocks: readonly string[], separator: string): number {
  return blocks.reduce((sum, block) => sum + block.length + separator.length, 0);
}

/** Shortens a line that is longer than `room` by leaving out its middle. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  const missing = (text.length - 2 * half).toLocaleString('en');
  return `${text.slice(0, half)} … ${missing} characters … ${text.slice(-half)}`;
}

/**
 * Shortens each line to about 300 characters and, if they still do not fit, leaves out lines in the middle: the
 * beginning and the end explain most.
 */
export function shortenedLines(lines: readonly string[], room: number): string[] {
  const fitted = lines.map((line) => shortened(line, 300));
  if (size(fitted, '\n') <= room) return fitted;
  const head = taken(fitted, room / 2);
  const tail = taken(fitted.slice(head.length).toReversed(), room / 2 - 40).toReversed();
  return [...head, `… ${fitted.length - head.length - tail.length} lines left out`, ...tail];
}

function taken(lines: readonly string[], room: number): string[] {
  let left = room;
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return lines.slice(0, end === -1 ? lines.length : end);
}
