/** The evidence of a deviation, short, and without times, ids, ports and paths of the machine. */
import { clip } from '../../harness/base/clip.ts';
import { forLine } from '../../harness/base/escape.ts';
import type { Deviation } from '../../harness/run/run.ts';
import { decisiveLines } from '../../reports/text/decisive-lines.ts';

export interface Evidence {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** The decisive lines of the exchange. */
  readonly wire: readonly string[];
}

const LONGEST_TEXT = 280;
const LONGEST_LINE = 150;

export function evidenceOf(deviation: Deviation): Evidence {
  const { message, expected, actual } = deviation;
  return {
    message,
    expected: clip(forLine(steady(expected)), LONGEST_TEXT),
    actual: clip(forLine(steady(actual)), LONGEST_TEXT),
    wire: decisiveLines(deviation).map(({ text }) => clip(forLine(steady(essence(text))), LONGEST_LINE)),
  };
}

/** A line of the trace without its time, the number of its connection, and the headers of a reply. */
function essence(line: string): string {
  const bare = line
    .replace(/^\s*\d+(?:\.\d+)?(?:ms|s)\s+/, '')
    .replace(/\s*\[connection \d+\]/, '')
    .trim();
  if (/^… \d+ (?:more|earlier)/.test(bare)) return '  …';
  const [status] = /^< \d{3}/.exec(bare) ?? [];
  if (status === undefined) return bare;
  const body = bare.search(/\b\d+ bytes(?::|$)/);
  return body === -1 ? status : `${status}  ${bare.slice(body)}`;
}

/** What a run draws or measures, and the word in its place. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/g, '<trace>'],
  [/((?:127|\[::1|localhost|0\.0)[\d.\]]*):\d{4,5}\b/g, '$1:<port>'],
  [/\b1[6-9]\d{11}\b/g, '<time>'],
  [/(?:\/[\w.@+-]+)+\/examples\/(?=[\w-]+\/)/g, 'examples/'],
  [/(?<![\w.])\/tmp\/[\w./-]+/g, '/tmp/…'],
  // Where this machine has its programs.
  [/(?<![\w>.:…-])\/(?!20\d\d-)(?:[\w.@+~-]+\/)+(?=[\w.@+~-]+\/[\w.@+~-])/g, '…/'],
  // One that is cut off at the end.
  [/(?<=[\s("'])\/(?!20\d\d-)(?:[\w.@+~-]+\/)+[\w.@+~-]*…?$/g, '…'],
  [/\b0x[0-9a-f]{6,16}\b/g, '0x…'],
  [/\b(port )\d{4,5}\b/g, '$1<port>'],
  [/\bpid[ =]\d+/g, 'pid <pid>'],
  [/\b\d+(?:\.\d+)? ?(?:ms|µs)\b/g, '<n> ms'],
];

export function steady(text: string): string {
  return changing.reduce((told, [pattern, word]) => told.replaceAll(pattern, word), text);
}
