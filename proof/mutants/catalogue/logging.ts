import type { Mutant, SourceChange } from './mutant.ts';

/** Once per stream, before the function is loaded. */
const atStart = "stream.on('error', () => { });";
/** The first member of a record in JSON. */
const time = 'timestamp: new Date().toISOString(),';

/** Defects of the output. */
export const loggingMutants: readonly Mutant[] = [
  {
    requirement: 'logging.output-passes-through',
    defect: 'Captures what the function writes and keeps it.',
    changes: [{ file: 'output.js', find: atStart, replace: '{ stream.write = () => true; }' }],
    code: 'output-lost',
  },
  {
    requirement: 'logging.output-not-in-result',
    defect: 'Adds what the function prints to its result.',
    changes: [
      {
        file: 'output.js',
        find: atStart,
        replace:
          '{ const write = stream.write.bind(stream); stream.write = (text, ...rest) => { globalThis.printed = String(text); return write(text, ...rest); }; }',
      },
      {
        file: 'result.js',
        find: 'Buffer.from(toJson(result ?? null))',
        replace: "Buffer.from((globalThis.printed ?? '') + toJson(result ?? null))",
      },
    ],
    code: 'output-in-result',
  },
  {
    requirement: 'logging.flushed-before-next',
    variant: 'pipe-not-awaited',
    defect: 'Does not wait until the output is flushed.',
    changes: [{ file: 'loop.js', find: 'await flushOutput();', replace: '' }],
    code: 'pipe-not-awaited',
  },
  {
    requirement: 'logging.flushed-before-next',
    variant: 'block-buffered',
    defect: 'Buffers output in blocks of 8 KiB, for 150 ms at most.',
    changes: [
      {
        file: 'output.js',
        find: atStart,
        replace:
          "{ const write = stream.write.bind(stream); let kept = ''; let timer; const flush = () => { clearTimeout(timer); timer = undefined; const block = kept; kept = ''; return write(block); }; stream.write = (text) => { kept += text; if (kept.length >= 8192) return flush(); timer ??= setTimeout(flush, 150); return true; }; }",
      },
    ],
    code: 'output-buffered',
  },
  {
    requirement: 'logging.unfinished-line-flushed',
    defect: 'Buffers output by the line.',
    changes: [
      {
        file: 'output.js',
        find: atStart,
        replace: String.raw`{ const write = stream.write.bind(stream); let kept = ''; stream.write = (text, ...rest) => { kept += text; const end = kept.lastIndexOf('\n') + 1; if (end === 0) return true; const lines = kept.slice(0, end); kept = kept.slice(end); return write(lines, ...rest); }; }`,
      },
    ],
    code: 'output-buffered',
  },
  {
    requirement: 'logging.flushed-before-exit',
    defect: 'Ends without waiting for its own output.',
    changes: [
      {
        file: 'shutdown.js',
        find: 'await Promise.race([flushOutput(), delay(LAST_FLUSH_MS)]);',
        replace: '',
      },
    ],
    code: 'output-lost',
  },
  {
    requirement: 'logging.no-platform-lines',
    defect: 'Writes the START line of the service.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace: String.raw`exportTraceId(invocation, env); process.stdout.write('START RequestId: ' + invocation.requestId + '\n');`,
      },
    ],
    code: 'platform-line',
    says: 'stdout: START RequestId: ',
  },
  {
    requirement: 'logging.no-secrets',
    defect: 'Prints its environment at the start.',
    changes: [
      {
        file: 'main.js',
        find: 'surviveClosedOutput();',
        replace: 'surviveClosedOutput(); log(JSON.stringify(env));',
      },
    ],
    code: 'secret-printed',
    says: 'the value of AWS_SECRET_ACCESS_KEY in the output',
  },
  {
    requirement: 'logging.event-not-logged',
    defect: 'Logs every event.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace: 'exportTraceId(invocation, env); log(String(invocation.body));',
      },
    ],
    code: 'payload-printed',
  },
  {
    requirement: 'logging.large-output-harmless',
    defect: 'Treats a backlog of output as a leak, and ends.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace:
          'const outcome = await run(invocation, runtime); if (process.stdout.writableLength > 1_000_000) process.exit(1);',
      },
    ],
    code: 'result-lost',
  },
  {
    requirement: 'logging.parallel-writers',
    defect: 'Waits for one output while it holds the lock of the other.',
    changes: [
      {
        file: 'loop.js',
        find: 'await flushOutput();',
        replace:
          'if (process.stdout.writableLength > 0 && process.stderr.writableLength > 0) await new Promise(() => setInterval(() => {}, 1000));',
      },
    ],
    code: 'hangs-or-ends',
  },
  {
    requirement: 'logging.output-closed-by-function',
    defect: 'Writes an end mark to stdout without handling a failure.',
    changes: [
      {
        file: 'loop.js',
        find: 'await flushOutput();',
        replace: String.raw`await flushOutput(); (await import('node:fs')).writeSync(1, '\n');`,
      },
    ],
    code: 'stops-serving',
  },
  {
    requirement: 'logging.closed-output-harmless',
    defect: 'Ends when its output is closed.',
    changes: [{ file: 'output.js', find: atStart, replace: "stream.on('error', () => process.exit(1));" }],
    code: 'does-not-serve',
  },
  {
    requirement: 'logging.handler-errors-logged',
    defect: 'Does not log failures.',
    changes: [{ file: 'loop.js', find: 'log(`${invocation.requestId} ${errorText(error)}`);', replace: '' }],
    code: 'failure-not-logged',
  },
  {
    requirement: 'logging.multi-line-records',
    defect: 'Does not escape line breaks in a log record.',
    changes: [{ file: 'output.js', find: String.raw`text.replaceAll(/\r?\n/g, '\r')`, replace: 'text' }],
    code: 'record-split',
  },
  {
    requirement: 'logging.large-output-harmless',
    variant: 'stalls',
    defect: 'Hangs once its output has filled a pipe.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace:
          'const outcome = await run(invocation, runtime); if (process.stdout.writableLength > 1_000_000) await new Promise(() => setInterval(() => {}, 1000));',
      },
    ],
    code: 'result-lost',
  },
  {
    requirement: 'logging.json-records',
    defect: 'Does not read AWS_LAMBDA_LOG_FORMAT.',
    changes: [inLogger("env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'", 'false')],
    code: 'not-json',
  },
  {
    requirement: 'logging.json-records',
    variant: 'by-hand',
    defect: 'Puts its JSON together without escapes.',
    changes: [
      inLogger(
        'const encode = isJson ? jsonRecord : textRecord;',
        `const encode = isJson
        ? (level, values) => \`{"timestamp":"\${new Date().toISOString()}","level":"\${level}","requestId":"\${inWork.getStore()?.requestId}","message":"\${format(...values)}"}\`
        : textRecord;`,
      ),
    ],
    code: 'not-json',
  },
  {
    requirement: 'logging.json-records',
    variant: 'error-over-lines',
    defect: 'Writes the stack of a logged error on lines of its own, before the record.',
    changes: [
      inLogger(
        'if (LEVELS.indexOf(level) >= least)',
        `for (const value of values) if (value instanceof Error) process.stdout.write(\`\${values[0]} \${value.stack}\\n\`);
        if (LEVELS.indexOf(level) >= least)`,
      ),
    ],
    code: 'not-json',
  },
  {
    requirement: 'logging.json-records',
    variant: 'log-level',
    defect: 'Names the level `log_level`.',
    changes: [inLogger(`${time}\n        level,`, `${time}\n        log_level: level,`)],
    code: 'member-missing',
  },
  {
    requirement: 'logging.json-records',
    variant: 'log-level-of-failures',
    defect: 'Names the level `log_level` where it logs the failure of a handler.',
    changes: [
      inLogger(
        "(text) => write('ERROR', [text])",
        "(text) => void process.stdout.write(jsonRecord('ERROR', [text]).replace('\"level\"', '\"log_level\"') + '\\n')",
      ),
    ],
    code: 'member-missing',
    says: 'log_level',
  },
  {
    requirement: 'logging.json-records',
    variant: 'without-request-id',
    defect: 'Leaves the request id out of its JSON records.',
    changes: [inLogger('requestId: inWork.getStore()?.requestId,', '')],
    code: 'no-request-id',
  },
  {
    requirement: 'logging.json-levels-and-time',
    defect: 'Writes the levels as numbers.',
    changes: [
      inLogger(`${time}\n        level,`, `${time}\n        level: 10 * (1 + LEVELS.indexOf(level)),`),
    ],
    code: 'unknown-level',
  },
  {
    requirement: 'logging.json-levels-and-time',
    variant: 'other-level',
    defect: 'Logs warnings at INFO.',
    changes: [inLogger("warn: 'WARN',", "warn: 'INFO',")],
    code: 'other-level',
  },
  {
    requirement: 'logging.json-levels-and-time',
    variant: 'local-time',
    defect: 'Writes times as JavaScript prints them.',
    changes: [inLogger(time, 'timestamp: String(new Date()),')],
    code: 'time-not-rfc3339',
  },
  {
    requirement: 'logging.level-filter',
    defect: 'Does not read AWS_LAMBDA_LOG_LEVEL.',
    changes: [inLogger("env['AWS_LAMBDA_LOG_LEVEL']", 'undefined')],
    code: 'not-filtered',
  },
  {
    requirement: 'logging.level-filter',
    variant: 'one-too-much',
    defect: 'Also drops the records at AWS_LAMBDA_LOG_LEVEL.',
    changes: [inLogger('LEVELS.indexOf(level) >= least', 'LEVELS.indexOf(level) > least')],
    code: 'filtered-too-much',
  },
  {
    requirement: 'logging.json-tenant-id',
    defect: 'Leaves the tenant id out of its JSON records.',
    changes: [inLogger('tenantId: inWork.getStore()?.tenantId,', '')],
    code: 'missing',
  },
  {
    requirement: 'logging.json-tenant-id',
    variant: 'of-the-first',
    defect: 'Keeps the tenant id of the first invocation.',
    changes: [
      inLogger(
        'tenantId: inWork.getStore()?.tenantId,',
        'tenantId: (globalThis.tenantId ??= inWork.getStore()?.tenantId),',
      ),
    ],
    code: 'missing',
  },
  {
    requirement: 'logging.json-on-managed-instances',
    defect: 'Logs as text in concurrent mode.',
    changes: [
      inLogger(
        "env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'",
        "env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined",
      ),
    ],
    code: 'not-json',
  },
  {
    requirement: 'logging.json-on-managed-instances',
    variant: 'failures',
    defect: 'Logs the failures of handlers as text.',
    changes: [inLogger("isJson ? (text) => write('ERROR', [text]) : log", 'log')],
    code: 'not-json',
    says: '[reference-runtime]',
  },
];

function inLogger(find: string, replace: string): SourceChange {
  return { file: 'logger.js', find, replace };
}
