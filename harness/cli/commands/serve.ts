/** `lambdaspec serve`: the Runtime API alone, for developing a runtime. */
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { plural } from '../../base/plural.ts';
import { seededRandom } from '../../base/random.ts';
import { ServedApi } from '../../emulator/emulator.ts';
import { formatEntry } from '../../trace/format.ts';
import type { CommandContext } from '../io/context.ts';

/** Serves until Ctrl-C. */
export async function serve(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [positional] = args.positionals;
  if (positional !== undefined) {
    throw new HarnessError('USAGE', `serve takes no arguments, got ${displayQuote(positional)}.`);
  }
  const { port, verbose, concurrency, snapStart } = args.options;
  await using api = await ServedApi.open({
    random: seededRandom(Date.now()),
    port,
    concurrency,
    snapStart,
    onRuntimeEnd: (inWork) => context.stderr.line(sayEnded(inWork)),
    onEntry: (entry) => {
      const text = verbose === true ? formatEntry(entry) : undefined;
      if (text !== undefined) context.stderr.line(text);
    },
  });
  const variables = Object.entries(api.environment).map(([name, value]) => `${name}=${value}`);
  context.stdout.write(`${variables.join('\n')}\n${api.invocationsUrl}\n`);
  context.stderr.write(
    `Start the runtime with the ${variables.length === 1 ? 'variable' : 'variables'}, post events to the URL; press Ctrl-C to stop.\n`,
  );
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve());
  });
  return exitCodes.conforms;
}

function sayEnded(inWork: number): string {
  const lost =
    inWork === 0 ? '' : ` with ${plural(inWork, 'event')} in work, answered with the error Runtime.ExitError`;
  return `The runtime has ended${lost}; start it again for more events.`;
}
