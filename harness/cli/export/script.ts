/** The exported script: the template with the recorded conversation in it. */
import { forJson } from '../../base/escape.ts';
import { packageFile } from '../../base/package.ts';
import { foreignText } from '../../base/foreign-file.ts';
import type { Conversation } from '../../run/conversation.ts';
import type { Deviation } from '../../run/run.ts';
import type { Target } from '../../run/target.ts';

/** How bodies are compared: as they are, or without ids or all numbers where these differ from run to run. */
export const comparisons = ['exact', 'without ids', 'without numbers'] as const;

/** What the script plays. */
export interface Recording {
  readonly about: Pick<Deviation, 'requirement' | 'code' | 'message' | 'expected' | 'actual'>;
  readonly compare: (typeof comparisons)[number];
  readonly start: {
    /** Where the Runtime API listens, and what the runtime is told. */
    readonly host: string;
    readonly toldHost: string;
    /** Further arguments of the bootstrap. */
    readonly arguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    /** The folder of the function beside the script, if it is a bundled one. */
    readonly function?: string;
  };
  readonly turns: Conversation['turns'];
}

/** The folder of a bundled function beside the script. */
export const FUNCTION_FOLDER = 'function';

/** The line of the template that the recording replaces. */
const PLACE = 'const recorded = {};';

const template = packageFile('harness', 'cli', 'export', 'reproduce.template.mjs');

/** The recording of a conversation, or a sentence that says why the script cannot start the runtime in the same way. */
export function recordingOf(
  deviation: Deviation,
  conversation: Conversation,
  { target, bundled }: { readonly target: Target; readonly bundled: boolean },
): Recording | string {
  const { command, environment, workingDirectory } = conversation;
  if (command[0] !== target.command[0]) return 'The test starts the bootstrap through another command.';
  const { taskRoot } = target;
  if (workingDirectory !== taskRoot || environment['LAMBDA_TASK_ROOT'] !== taskRoot)
    return 'The test gives the runtime a folder of its own.';
  const { requirement, code, message, expected, actual } = deviation;
  const address = environment['AWS_LAMBDA_METADATA_API'] ?? environment['AWS_LAMBDA_RUNTIME_API'] ?? '';
  const host = address.slice(0, address.lastIndexOf(':'));
  const portable = (text: string): string =>
    text.replaceAll(taskRoot, '${taskRoot}').replaceAll(address, '${api}');
  const { PATH: _, ...variables } = { ...environment, ...documentedCredentials(environment) };
  return {
    about: { requirement, code, message, expected, actual },
    compare: 'exact',
    start: {
      host: host === '0.0.0.0' ? '127.0.0.1' : host.replaceAll(/[[\]]/g, ''),
      toldHost: host,
      arguments: command.slice(target.command.length),
      environment: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, portable(value)]),
      ),
      ...(bundled ? { function: FUNCTION_FOLDER } : {}),
    },
    turns: conversation.turns.map((turn) =>
      'runtime' in turn && turn.runtime === 'request'
        ? {
            ...turn,
            headers: turn.headers.map(([name, value]): [string, string] => [name, portable(value)]),
            body: typeof turn.body === 'string' ? portable(turn.body) : turn.body,
          }
        : turn,
    ),
  };
}

/** The text of the script. */
export function scriptOf(recording: Recording): string {
  const text = foreignText(template);
  if (!text.includes(PLACE)) throw new Error('the template has no place for the recording');
  return text.replace(PLACE, () => `const recorded = ${forJson(JSON.stringify(recording, undefined, 2))};`);
}

/**
 * The credentials of AWS's documentation in place of those of the sandbox, which open nothing either, but would alarm a scanner for
 * secrets once the script is published.
 */
function documentedCredentials(environment: Readonly<Record<string, string>>): Record<string, string> {
  const documented = {
    AWS_ACCESS_KEY: 'AKIAIOSFODNN7EXAMPLE',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'EXAMPLE',
  };
  return Object.fromEntries(Object.entries(documented).filter(([name]) => name in environment));
}

/** The ten lines beside it. */
export function readmeOf({ about, start }: Recording): string {
  const root =
    start.function === undefined
      ? 'The function is the one beside the bootstrap; `--task-root <folder>` names another.'
      : `The function is in \`${start.function}/\`.`;
  return `# ${about.requirement}/${about.code}

${about.message}

    node reproduce.mjs ./bootstrap

The script needs Node 18 or newer and nothing else. It starts the bootstrap as AWS Lambda does, plays the service's side of one
recorded conversation, and prints each request and reply. ${root}
Exit code 1: the deviation shows. 0: it does not. Recorded with lambdaspec (\`lambdaspec explain ${about.requirement}\`).
`;
}
