/** One cause in detail: what is wrong, the decisive lines of the simplest scenario, and what to do. */
import type { Cause, Deviation, Run } from '../../harness/run/run.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';
import { decisiveLines } from '../text/decisive-lines.ts';
import { differenceOf } from '../text/difference.ts';
import { isFault } from './deviation.ts';
import { field, fieldWidth, pieces, truncate, value, wrap, type TerminalOptions } from './layout.ts';
import type { Colours } from './colours.ts';

const margin = '  ';
/** Rows that one decisive line may fill before its middle is left out; `show` has it whole. */
const ROWS = 3;

/** How much of a cause is shown. */
interface Room {
  /** Lines of the trace. */
  readonly rows: number;
  /** Whether there is room for the usual cause. */
  readonly advice: boolean;
}

/** The detail of the cause to fix first. */
export function causeDetailLines(
  cause: Cause,
  run: Run,
  { rows, advice }: Room,
  colours: Colours,
  options: TerminalOptions,
): string[] {
  const shown = run.deviations.find(({ key }) => key === cause.shownBy);
  const requirement = run.requirements.find(({ id }) => id === shown?.requirement);
  if (shown === undefined || requirement === undefined) return [];
  const room = options.width - margin.length - fieldWidth;
  const words = (text: string): string[] => wrap(value(text, false), room);
  const others = cause.deviations.length - 1;
  return [
    ...wrap(
      `Fix this first${others === 0 ? '' : ` (${others + 1} deviations)`}: ${forLine(cause.sentence)}`,
      options.width,
    ).map(colours.strong),
    ...field('shown by', [forLine(`${requirement.level} ${shown.requirement}/${shown.code}`)], margin),
    ...comparisonOf(shown, advice ? words : (text) => bounded(words(text)), colours),
    ...evidenceOf(shown, rows, colours, options),
    ...field('usually', requirement.cause === '' || !advice ? [] : bounded(words(requirement.cause)), margin),
    ...(shown.replay === null ? [] : field('replay', [colours.strong(forLine(shown.replay))], margin)),
  ];
}

/** Expected and actual; of two long values that are alike, only where they differ. */
function comparisonOf(shown: Deviation, words: (text: string) => string[], colours: Colours): string[] {
  const difference = differenceOf(shown.expected, shown.actual);
  if (difference === undefined) {
    return [
      ...field('expected', words(shown.expected), margin),
      ...field('actual', words(shown.actual), margin),
    ];
  }
  return [
    ...field('differs', [`at character ${difference.at + 1}`], margin),
    ...field('expected', words(difference.expected).map(colours.good), margin),
    ...field('actual', words(difference.actual).map(colours.error), margin),
  ];
}

/** The first two rows of a paragraph. */
function bounded([first = '', second, ...more]: readonly string[]): string[] {
  return [first, ...(second === undefined ? [] : [more.length === 0 ? second : `${second} …`])];
}

function evidenceOf(shown: Deviation, rows: number, colours: Colours, { width }: TerminalOptions): string[] {
  const room = width - margin.length - 2;
  const lines = decisiveLines(shown).map(({ text, decisive }) => {
    const parts = pieces(forLine(text), room);
    if (!decisive || rows < 2 * ROWS) return [truncate(forLine(text), room)];
    return parts.length <= ROWS ? parts : [...parts.slice(0, ROWS - 1), '…', ...parts.slice(-1)];
  });
  const quoted = lines
    .flat()
    .slice(-rows)
    .map((line) =>
      `${margin}${colours.faint('│')} ${isFault(line) ? colours.warning(line) : line}`.trimEnd(),
    );
  return quoted.length === 0 ? outputOf(shown, colours, room) : quoted;
}

/** Without a trace the output is all there is. */
function outputOf({ output }: Deviation, colours: Colours, room: number): string[] {
  if (output.trim() === '') return [];
  return forLines(output.trimEnd())
    .slice(-ROWS)
    .map((line) => `${margin}${colours.faint('│')} ${truncate(line, room)}`);
}
