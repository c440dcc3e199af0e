/** Text of bounded size, which says what it leaves out. Sizes are in UTF-16 units, so that they are never too small. */

/** As many items as there is room for, and a last line that counts the others. What does not fit is never rendered. */
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
  /** How long the whole may be. */
  readonly room: number;
  /** What to say about this many that are left out. */
  readonly more: (left: number) => string;
  /** @defaultValue a line end */
  readonly separator?: string;
}

function size(blocks: readonly string[], separator: string): number {
  return blocks.reduce((sum, block) => sum + block.length + separator.length, 0);
}

/** One line, its middle left out where it is longer than `room`. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const half = Math.floor(room / 2);
  const missing = (text.length - 2 * half).toLocaleString('en');
  return `${text.slice(0, half)} … ${missing} characters … ${text.slice(-half)}`;
}

/** Lines of at most 300 characters, in the middle left out where there is no room: the beginning and the end explain. */
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
