/** The index of a run that deviates: a line for each deviation, under the cause that it shares with others. */
import type { Cause, Deviation, Run } from '../../harness/run/run.ts';
import { causesIn, deviationsOf } from '../../harness/run/causes/causes.ts';
import { forLine } from '../../harness/base/escape.ts';
import { plural } from '../../harness/base/plural.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { severitySymbols } from './deviation.ts';
import { length, truncate } from './layout.ts';
import type { Colours } from './colours.ts';

/** The lines of the index; empty where nothing deviates. */
export function causeIndexLines(run: Run, colours: Colours, width: number): string[] {
  const causes = causesIn(run);
  if (causes.length === 0) return [];
  const count = causes.reduce((sum, cause) => sum + cause.deviations.length, 0);
  return [
    `${colours.strong(`${plural(count, 'deviation')}, ${plural(causes.length, 'cause')}`)}${colours.faint('; in full: lambdaspec show c1')}`,
    ...causes.flatMap((cause) => entry(cause, run, colours, width)),
  ];
}

/** A cause with one deviation takes one line, any other one a line and one for each deviation. */
function entry(cause: Cause, run: Run, colours: Colours, width: number): string[] {
  const deviations = deviationsOf(cause, run);
  const key = `  ${cause.key.padEnd(4)}`;
  const [only] = deviations;
  if (deviations.length === 1 && only !== undefined) {
    const id = line(only, run, colours);
    const room = width - key.length - length(id.plain) - 2;
    const sentence = room < SHORTEST ? '' : truncate(forLine(cause.sentence), room);
    return [`${key}${id.text}${sentence === '' ? '' : `  ${colours.faint(sentence)}`}`];
  }
  return [
    `${key}${colours.strong(truncate(forLine(cause.sentence), width - key.length))}`,
    ...deviations.map((one) => `${' '.repeat(key.length + 2)}${line(one, run, colours).text}`),
  ];
}

/** Less of a sentence tells nothing. */
const SHORTEST = 16;

function line(
  { requirement, code }: Deviation,
  run: Run,
  colours: Colours,
): { readonly text: string; readonly plain: string } {
  const result = run.requirements.find(({ id }) => id === requirement);
  const severity = result === undefined ? 'note' : severityOf(result);
  const plain = `${severitySymbols[severity]} ${forLine(`${requirement}/${code}`)}`;
  return {
    plain,
    text: `${colours[severity](severitySymbols[severity])} ${forLine(`${requirement}/${code}`)}`,
  };
}
