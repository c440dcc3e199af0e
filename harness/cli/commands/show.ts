/** `lambdaspec show <cause or deviation>`: everything that the last run found out about it. */
import { join } from 'node:path';
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import { causesIn } from '../../run/causes/causes.ts';
import { print, type CommandContext } from '../io/context.ts';
import { textOptions } from '../io/text-options.ts';
import { readRun } from '../judging/read-run.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';

/** Shows a cause, a deviation, or the deviations of a requirement, of a stored run. */
export async function showFinding(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [name, path = join(args.options.out ?? 'lambdaspec-report', 'run.json'), ...others] =
    args.positionals;
  if (name === undefined || others.length > 0) {
    throw new HarnessError('USAGE', 'show needs a cause or a deviation: lambdaspec show c1 [<run.json>].');
  }
  const run = readRun(path, context);
  const text = context.renderers.show(run, name, textOptions(args, context));
  if (text !== '') return print(context, text);
  const causes = causesIn(run).length;
  const known =
    run.deviations.length === 0
      ? 'the run has no deviation'
      : `it has ${causes === 0 ? '' : `the causes c1 to c${causes} and `}the deviations d1 to d${run.deviations.length}`;
  throw new HarnessError('USAGE', `${path} has nothing called ${displayQuote(name)}; ${known}.`);
}
