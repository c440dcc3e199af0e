/** The command: (argv, context) -> exit code. */
import { parseArguments } from './options/parse-arguments.ts';
import type { Command } from './options/command-table.ts';
import { print, type CommandFunction, type Surroundings } from './io/context.ts';
import { Printer } from './io/printer.ts';
import { endingAfter } from './io/ending.ts';
import { commandAsked, helpText } from './options/help.ts';
import { toolVersion } from '../base/package.ts';

/** Each is loaded when it is asked for: most of what the others need, a run does not. */
const commands: Readonly<Record<Command, () => Promise<CommandFunction>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  list: async () => (await import('./commands/list.ts')).list,
  explain: async () => (await import('./commands/list.ts')).explain,
  show: async () => (await import('./commands/show.ts')).showFinding,
  replay: async () => (await import('./commands/replay.ts')).replay,
  report: async () => (await import('./commands/report.ts')).report,
  compare: async () => (await import('./commands/compare.ts')).compare,
  history: async () => (await import('./commands/history.ts')).history,
  merge: async () => (await import('./commands/merge.ts')).merge,
  baseline: async () => (await import('./commands/baseline.ts')).baseline,
  init: async () => (await import('./commands/init.ts')).init,
  serve: async () => (await import('./commands/serve.ts')).serve,
  completion: async () => (await import('./commands/completion.ts')).completion,
  help: async () => help,
};

const help: CommandFunction = async ({ positionals: [word] }, context) =>
  print(context, helpText(commandAsked(word)));

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
    const command = await commands[args.command]();
    return await command(args, context);
  } catch (reason) {
    const { exitCode, text } = endingAfter(reason);
    context.stderr.write(text);
    return exitCode;
  }
}
