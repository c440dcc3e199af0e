/** `lambdaspec serve`: the Runtime API alone, for developing a runtime. */
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { displayQuote } from '../../base/display-quote.ts';
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
  const { port, verbose } = args.options;
  await using api = await ServedApi.open({
    random: seededRandom(Date.now()),
    ...(port === undefined ? {} : { port }),
    onEntry: (entry) => {
      const text = verbose === true ? formatEntry(entry) : undefined;
      if (text !== undefined) context.stderr.line(text);
    },
  });
  context.stdout.write(`AWS_LAMBDA_RUNTIME_API=${api.address}\n${api.invocationsUrl}\n`);
  context.stderr.write(
    'Start the runtime with the variable, post events to the URL; press Ctrl-C to stop.\n',
  );
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve());
  });
  return exitCodes.conforms;
}
