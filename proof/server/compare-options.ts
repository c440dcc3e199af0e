import { parseArgs } from 'node:util';

export interface CompareOptions {
  readonly host: string;
  readonly port: number;
  readonly invokeUrl: string;
  /** The command that starts the other server before each sequence. */
  readonly start: string | undefined;
  /** Compares the mode of Managed Instances, with this limit of parallel events. */
  readonly concurrency: number | undefined;
  readonly seed: number;
  readonly runs: number;
  readonly patienceMs: number;
  /** Only sequences whose name contains this. */
  readonly only: string;
}

/** A wrong command line; the message is one sentence. */
export class CompareUsageError extends Error {
  override readonly name = 'CompareUsageError';
}

export const usage = `Compares our Runtime API server with another one.

  npm run api:compare -- --against <host:port> --invoke <url> [--start <command>]

      --against <host:port>  its Runtime API
      --invoke <url>         its URL for posting events
      --start <command>      starts it before each sequence; it is killed afterwards.
                             Without this option one sequence is played against the running server
      --concurrency <n>      compare the mode of Managed Instances: the value of AWS_LAMBDA_MAX_CONCURRENCY
      --only <text>          only sequences whose name contains the text
      --runs <n>             number of generated sequences beside the pinned ones (default: 30)
      --seed <n>             seed of the generated sequences (default: 1)
      --patience <ms>        how long to wait before a missing reply counts as silence (default: 200)

Exit codes: 0 no difference; 1 differences; 2 wrong usage.
`;

/** Reads the command line. */
export function compareOptions(argv: readonly string[]): CompareOptions {
  const values = parsed(argv);
  const { against, invoke } = values;
  if (against === undefined || invoke === undefined) {
    throw new CompareUsageError('--against and --invoke are required.');
  }
  const [, host, port] = /^([^:/]+):(\d+)$/.exec(against) ?? [];
  if (host === undefined) throw new CompareUsageError(`--against takes host:port, not ${against}.`);
  if (!URL.canParse(invoke)) throw new CompareUsageError(`--invoke takes a URL, not ${invoke}.`);
  return {
    host,
    port: Number(port),
    invokeUrl: invoke,
    start: values.start,
    concurrency:
      values.concurrency === undefined ? undefined : numberOf('concurrency', values.concurrency, 2),
    only: values.only ?? '',
    seed: numberOf('seed', values.seed, 1),
    runs: numberOf('runs', values.runs, 30),
    patienceMs: numberOf('patience', values.patience, 200),
  };
}

type Values = Partial<
  Record<'against' | 'invoke' | 'start' | 'concurrency' | 'only' | 'seed' | 'runs' | 'patience', string>
>;

function parsed(argv: readonly string[]): Values {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: argv.slice(),
      options: {
        against: text,
        invoke: text,
        start: text,
        only: text,
        seed: text,
        runs: text,
        concurrency: text,
        patience: text,
      },
    }).values;
  } catch (reason) {
    throw new CompareUsageError(reason instanceof Error ? reason.message : String(reason), { cause: reason });
  }
}

function numberOf(name: string, value: string | undefined, usual: number): number {
  if (value === undefined) return usual;
  if (!/^\d{1,9}$/.test(value)) throw new CompareUsageError(`--${name} takes a number, not ${value}.`);
  return Number(value);
}
