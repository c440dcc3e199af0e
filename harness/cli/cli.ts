/** The command: (argv, context) -> exit code. */
import { parseArguments } from './options/parse-arguments.ts';
import type { Command } from './options/command-table.ts';
import { baseline } from './commands/baseline.ts';
import { completion } from './commands/completion.ts';
import { compare } from './commands/compare.ts';
import { print, type CommandFunction, type Surroundings } from './io/context.ts';
import { Printer } from './io/printer.ts';
import { history } from './commands/history.ts';
import { init } from './commands/init.ts';
import { explain, list } from './commands/list.ts';
import { merge } from './commands/merge.ts';
import { replay } from './commands/replay.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { showFinding } from './commands/show.ts';
import { endingAfter } from './io/ending.ts';
import { commandAsked, helpText } from './options/help.ts';
import { toolVersion } from '../base/package.ts';

const commands: Readonly<Record<Command, CommandFunction>> = {
  run,
  list,
  explain,
  show: showFinding,
  replay,
  report,
  compare,
  history,
  merge,
  baseline,
  init,
  serve,
  completion,
  help: async ({ positionals: [word] }, context) => print(context, helpText(commandAsked(word))),
};

/** The commands that finish what they do when they are interrupted: they end the runtime, and write the reports. */
const endInOrder: readonly Command[] = ['run', 'replay', 'history', 'baseline', 'serve'];

/** Runs the command and returns its exit code; never throws. */
export async function lambdaspec(argv: readonly string[], given: Surroundings): Promise<number> {
  const context = { ...given, stdout: new Printer(given.stdout), stderr: new Printer(given.stderr) };
  try {
    const args = parseArguments(argv);
    if (args.options.help) return print(context, helpText(args.named));
    if (args.options.version) return print(context, `${toolVersion()}\n`);
    if (endInOrder.includes(args.command)) context.hearSignals();
    return await commands[args.command](args, context);
  } catch (reason) {
    const { exitCode, text } = endingAfter(reason);
    context.stderr.write(text);
    return exitCode;
  }
}
