/** `lambdaspec replay <case> -- ./bootstrap`: runs what showed a deviation, without searching for it again. */
import { dirname, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { readCase, storedExample, type Case } from '../../run/case.ts';
import { configOf } from '../options/config.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { judge, type RunResult } from '../../judge.ts';
import type { Deviation, Run } from '../../run/run.ts';
import { print, type CommandContext } from '../io/context.ts';

/** Replays a case and returns the exit code: 1 still deviates, 0 fixed, 3 could not judge. */
export async function replay(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [path, ...command] = args.operands;
  if (path === undefined) {
    throw new HarnessError(
      'USAGE',
      'replay needs a case and a bootstrap: lambdaspec replay <case> -- <bootstrap>.',
    );
  }
  const stored = await readCase(resolve(context.workingDirectory, path));
  const config = configOf(withCase(args, stored, command, context), {
    formats: ['terminal'],
    probeFolder: context.probeFolder,
    workingDirectory: context.workingDirectory,
  });
  const requirement = context.catalogue[stored.requirement];
  if (requirement === undefined) {
    throw new HarnessError(
      'CASE_INVALID',
      `The case names a requirement that is not in the catalogue: ${stored.requirement}.`,
    );
  }
  const attempt = (): Promise<RunResult> =>
    judge({
      config: { ...config, profiles: [...new Set([...config.profiles, requirement.profile])] },
      catalogue: context.catalogue,
      suites: context.suites,
      selected: [stored.requirement],
      earlier: [],
      replay: storedExample(stored),
      onSmoke: () => {},
      onRecord: () => {},
      signal: context.signal,
    });
  let { run } = await attempt();
  for (let attempts = 1; attempts < ATTEMPTS && isOpen(run); attempts += 1) ({ run } = await attempt());
  return report(run, stored, context);
}

/**
 * A test may be over just before what it would have shown: the last invocation of a session tells nothing of what the
 * runtime does a millisecond later.
 */
const ATTEMPTS = 3;

/** Whether the test ran, and nothing came of it. */
function isOpen({ complete, target, deviations, requirements }: Run): boolean {
  return (
    complete &&
    target.grade !== null &&
    deviations.length === 0 &&
    requirements.every(({ verdict }) => verdict === 'inconclusive')
  );
}

/** The settings of the case; what the command line says comes first. */
function withCase(
  args: ParsedArguments,
  stored: Case,
  command: readonly string[],
  context: CommandContext,
): ParsedArguments {
  const [bootstrap = ''] = command;
  const fromCase: Partial<Record<string, readonly string[]>> = {
    seed: [String(stored.seed)],
    handler: [stored.handler],
    env: Object.entries(stored.environment).map(([name, value]) => `${name}=${value}`),
  };
  const flags = new Set(args.flags);
  if (stored.taskRoot === null) {
    if (args.values('task-root').length === 0) flags.add('probe');
  } else if (!flags.has('probe')) {
    fromCase['task-root'] = [resolve(context.workingDirectory, dirname(bootstrap), stored.taskRoot)];
  }
  if (stored.pace !== 'normal') flags.add(stored.pace);
  return {
    ...args,
    flags,
    operands: command,
    values: (name) => (args.values(name).length > 0 ? args.values(name) : (fromCase[name] ?? [])),
  };
}

function report(run: Run, stored: Case, context: CommandContext): number {
  const [result] = run.requirements;
  const found = run.deviations.filter((deviation) => deviation.requirement === stored.requirement);
  const own = found.find(({ code }) => code === stored.code) ?? found[0];
  if (own !== undefined) {
    print(context, `STILL DEVIATES  ${own.requirement}/${own.code}\n${described(own)}`);
    return exitCodes.deviates;
  }
  if (result?.verdict === 'conformant') {
    print(context, `FIXED  ${stored.requirement}\n  ${result.text}\n`);
    return exitCodes.conforms;
  }
  print(
    context,
    `COULD NOT JUDGE  ${stored.requirement}\n  ${result?.reason ?? run.reason ?? 'Nothing exercised it.'}\n`,
  );
  return exitCodes.inconclusive;
}

function described(deviation: Deviation): string {
  const rows = [
    `  ${deviation.message}`,
    `  expected  ${deviation.expected}`,
    `  actual    ${deviation.actual}`,
    ...(deviation.counterexample === null ? [] : [`  input     ${deviation.counterexample}`]),
    '',
    ...deviation.trace.map((line) => `  ${line}`),
  ];
  // What the runtime wrote may hold control characters; they must not reach the terminal as such.
  return `${rows.map((row) => visible(row)).join('\n')}\n`;
}

function visible(text: string): string {
  return text.replaceAll(
    /\p{Cc}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
