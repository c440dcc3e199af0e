/** `lambdaspec replay <case> -- ./bootstrap`: runs the stored case of a deviation. */
import { forLine } from '../../base/escape.ts';
import { dirname, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { readCase, storedExample, type Case } from '../../run/case.ts';
import { configOf } from '../options/config.ts';
import { completedBy } from '../options/option-sources.ts';
import { settingsOf, type Settings } from '../options/option-value.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { judge } from '../../judge.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Deviation, Run } from '../../run/run.ts';
import { print, type CommandContext } from '../io/context.ts';

/** Replays a case and returns the exit code: 1 still deviates, 0 fixed, 3 could not judge. */
export async function replay(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [path, ...command] = args.positionals;
  if (path === undefined) {
    throw new HarnessError(
      'USAGE',
      'replay needs a case and a bootstrap: lambdaspec replay <case> -- <bootstrap>.',
    );
  }
  const stored = await readCase(resolve(context.workingDirectory, path));
  const fromCase = settingsOfCase(stored, command[0] ?? '', path, context);
  const config = configOf(
    { ...completedBy(args, fromCase), positionals: command },
    { reports: ['terminal'], probeFolder: context.probeFolder, workingDirectory: context.workingDirectory },
  );
  const requirement = context.catalogue[stored.requirement];
  if (requirement === undefined) {
    throw new HarnessError(
      'CASE_INVALID',
      `The requirement of the case is not in the catalogue: ${stored.requirement}.`,
    );
  }
  const attempt = (): Promise<RunResult> =>
    judge({
      config: { ...config, profiles: [...new Set([...config.profiles, requirement.profile])] },
      catalogue: context.catalogue,
      wireRules: context.wireRules,
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
 * A test may end just before the deviation shows: the last invocation of a session does not reveal what the runtime does
 * a millisecond later.
 */
const ATTEMPTS = 3;

/** Whether the test ran without a verdict. */
function isOpen({ complete, target, deviations, requirements }: Run): boolean {
  return (
    complete &&
    target.grade !== null &&
    deviations.length === 0 &&
    requirements.every(({ verdict }) => verdict === 'inconclusive')
  );
}

/** The options stored in the case; its task root is relative to the bootstrap, or null for the bundled probes. */
function settingsOfCase(
  { seed, handler, environment, taskRoot, pace }: Case,
  bootstrap: string,
  origin: string,
  { workingDirectory }: CommandContext,
): Settings {
  const root =
    taskRoot === null
      ? { probe: true }
      : { taskRoot: resolve(workingDirectory, dirname(bootstrap), taskRoot) };
  const speed = pace === 'normal' ? {} : { [pace]: true };
  return settingsOf({ seed, handler, env: environment, ...root, ...speed }, origin);
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
    `COULD NOT JUDGE  ${stored.requirement}\n  ${result?.reason ?? run.reason ?? 'No test exercised it.'}\n`,
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
  // The output of the runtime may hold control characters.
  return `${rows.map(forLine).join('\n')}\n`;
}
