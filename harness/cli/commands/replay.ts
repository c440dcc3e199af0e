/** `lambdaspec replay <case> -- ./bootstrap`: runs the stored case of a deviation. */
import { displayQuote } from '../../base/display-quote.ts';
import { forLine } from '../../base/escape.ts';
import { dirname, join, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { outsideRoot, readCase, storedExample, type Case } from '../../run/case.ts';
import { configOf, type Config } from '../options/config.ts';
import { completedBy } from '../options/option-sources.ts';
import { isGiven, settingsOf, type Settings } from '../options/option-value.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { checkExportFolder, exportCase } from '../export/export-case.ts';
import { judge } from '../../judge/judge.ts';
import type { Recorded } from '../../run/conversation.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Requirement } from '../../run/requirement.ts';
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
  const stored = readCase(resolve(context.workingDirectory, path), path);
  const requirement = requirementOf(stored, path, context);
  const isNamed = (['taskRoot', 'probe'] as const).some((key) => isGiven(args.settings.get(key)));
  if (!isNamed) checkTaskRoot(stored, command[0] ?? '', path);
  const fromCase = settingsOfCase(stored, command[0] ?? '', path, context);
  const config = configOf(
    { ...completedBy(args, fromCase), positionals: command },
    { reports: ['terminal'], probeFolder: context.probeFolder, workingDirectory: context.workingDirectory },
  );
  const { export: folder } = args.options;
  if (folder !== undefined) checkExportFolder(resolve(context.workingDirectory, folder), folder);
  const conversations = new Map<string, Recorded>();
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
      ...(folder === undefined ? {} : { keep: { conversations: true } }),
      onRecord: (record) => {
        for (const recorded of record.conversations ?? [])
          conversations.set(`${recorded.requirement}/${recorded.code}`, recorded);
      },
      signal: context.signal,
    }).catch((reason: unknown) => {
      throw ofInput(reason, stored, path);
    });
  let { run } = await attempt();
  for (let attempts = 1; attempts < ATTEMPTS && isOpen(run); attempts += 1) ({ run } = await attempt());
  const code = report(run, stored, context);
  const deviation = ownDeviation(run, stored);
  if (folder === undefined || deviation === undefined) return code;
  return (await exported({ folder, deviation, conversations, config }, context))
    ? code
    : exitCodes.inconclusive;
}

/** Any JSON may stand for the input, and a test takes for granted what it generated itself. */
function ofInput(reason: unknown, { example }: Case, path: string): unknown {
  if (example === undefined || !(reason instanceof HarnessError) || reason.code !== 'ENGINE_FAILED')
    return reason;
  const [what = ''] = reason.message.split('\n', 1);
  return new HarnessError(
    'CASE_INVALID',
    `${path}: the test does not run with the input of the case: ${forLine(what)}. Is it damaged, or of another version?`,
    { cause: reason },
  );
}

function requirementOf({ requirement: id }: Case, path: string, { catalogue }: CommandContext): Requirement {
  const requirement = Object.hasOwn(catalogue, id) ? catalogue[id] : undefined;
  if (requirement !== undefined) return requirement;
  throw new HarnessError(
    'CASE_INVALID',
    `${path}: the requirement of the case is not in the catalogue: ${displayQuote(id)}.`,
  );
}

/** Writes the script of a deviation and says so; false where a script cannot decide it. */
async function exported(
  {
    folder,
    deviation,
    conversations,
    config,
  }: {
    readonly folder: string;
    readonly deviation: Deviation;
    readonly conversations: ReadonlyMap<string, Recorded>;
    readonly config: Config;
  },
  context: CommandContext,
): Promise<boolean> {
  const recorded = conversations.get(`${deviation.requirement}/${deviation.code}`);
  const obstacle = await exportCase({
    deviation,
    conversations: recorded?.conversations ?? ['It shows in the smoke test, before any test.'],
    target: config.target,
    bundled: config.bundledProbe,
    probeFolder: context.probeFolder,
    reference: context.reference,
    folder: resolve(context.workingDirectory, folder),
  });
  print(
    context,
    obstacle === undefined
      ? `\nEXPORTED  node ${forLine(join(folder, 'reproduce.mjs'))} <bootstrap>\n`
      : `\nNOT EXPORTED  A script cannot decide this deviation. ${forLine(obstacle)}\n`,
  );
  return obstacle === undefined;
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

function checkTaskRoot({ taskRoot }: Case, bootstrap: string, path: string): void {
  const outside = outsideRoot(bootstrap, taskRoot);
  if (outside === undefined) return;
  throw new HarnessError(
    'CASE_INVALID',
    `${path}: the task root of the case, ${displayQuote(outside)}, is outside the folder of the bootstrap and the working folder. If you trust the case, name the folder with --task-root.`,
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
  const own = ownDeviation(run, stored);
  if (own !== undefined) {
    print(context, `STILL DEVIATES  ${forLine(`${own.requirement}/${own.code}`)}\n${described(own)}`);
    return exitCodes.deviates;
  }
  if (result?.verdict === 'conformant') {
    print(context, `FIXED  ${forLine(stored.requirement)}\n  ${forLine(result.text)}\n`);
    return exitCodes.conforms;
  }
  const reason = result?.reason ?? run.reason ?? 'No test exercised it.';
  const rows = [`COULD NOT JUDGE  ${stored.requirement}`, ...reason.split('\n').map((line) => `  ${line}`)];
  print(context, `${rows.map(forLine).join('\n')}\n`);
  return exitCodes.inconclusive;
}

/** The deviation of the case, or another of its requirement. */
function ownDeviation(run: Run, stored: Case): Deviation | undefined {
  const found = run.deviations.filter((deviation) => deviation.requirement === stored.requirement);
  return found.find(({ code }) => code === stored.code) ?? found[0];
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
