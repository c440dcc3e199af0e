/**
 * The logger: the methods of `console` for the function, and a log for the runtime itself. Each record names the invocation
 * that wrote it, also while others are in work. In JSON a record is one object on one line, which Lambda can filter by its
 * level.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';
import { toErrorDocument } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { log, oneLine, type Log } from './output.ts';

/** From the finest to the coarsest. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

/** The level of each method. Node has no `fatal`; AWS's Node.js runtime adds it. */
const METHODS: Readonly<Record<string, Level>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

type Ids = Pick<Invocation, 'requestId' | 'tenantId'>;

const inWork = new AsyncLocalStorage<Ids>();

/** Runs the work of an invocation: every record that it writes, also from a timer, carries its ids. */
export function loggingAs<T>(invocation: Ids, work: () => T): T {
  return inWork.run(invocation, work);
}

/**
 * Makes the methods of a console write records of the logger. Returns the log of the runtime itself.
 *
 * @param env AWS_LAMBDA_LOG_FORMAT chooses JSON, AWS_LAMBDA_LOG_LEVEL drops what is below it.
 */
export function offerLogging(console: object, env: NodeJS.ProcessEnv): Log {
  const isJson = env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON';
  const encode = isJson ? jsonRecord : textRecord;
  const least = LEVELS.indexOf(leastLevel(env) ?? (isJson ? 'INFO' : 'TRACE'));
  const write = (level: Level, values: readonly unknown[]): void => {
    if (LEVELS.indexOf(level) >= least) process.stdout.write(`${encode(level, values)}\n`);
  };

  for (const [name, level] of Object.entries(METHODS))
    Reflect.set(console, name, (...values: unknown[]) => write(level, values));
  return isJson ? (text) => write('ERROR', [text]) : log;
}

function leastLevel(env: NodeJS.ProcessEnv): Level | undefined {
  return LEVELS.find((level) => level === env['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase());
}

function textRecord(level: Level, values: readonly unknown[]): string {
  return oneLine(
    [new Date().toISOString(), inWork.getStore()?.requestId, level, format(...values)].join('\t'),
  );
}

function jsonRecord(level: Level, values: readonly unknown[]): string {
  const record = {
    timestamp: new Date().toISOString(),
    level,
    requestId: inWork.getStore()?.requestId,
    tenantId: inWork.getStore()?.tenantId,
  };
  const error = values.find((value) => value instanceof Error);
  try {
    return JSON.stringify({ ...record, message: messageOf(values), ...(error && toErrorDocument(error)) });
  } catch {
    // A value without JSON form.
    return JSON.stringify({ ...record, message: format(...values) });
  }
}

/** A single object stays one, so that its members can be searched. */
function messageOf(values: readonly unknown[]): unknown {
  const [only, ...others] = values;
  return others.length === 0 && !(only instanceof Error) ? only : format(...values);
}
