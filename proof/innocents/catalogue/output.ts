import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

const FREE_LOG = 'AWS documents no form for the log of a custom runtime outside the JSON log format.';

/** Freedoms in logs and output. */
export const outputInnocents: readonly Innocent[] = [
  {
    name: 'json-logs',
    freedom: 'Logs in JSON, one object a line.',
    legal: FREE_LOG,
    changes: [
      logging(
        "process.stderr.write(JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', message: text }) + '\\n');",
      ),
    ],
  },
  {
    name: 'logs-to-stdout',
    freedom: 'Logs to stdout.',
    legal: 'Lambda collects both streams alike.',
    changes: [logging(record('stdout'))],
  },
  {
    name: 'logs-lines-as-they-are',
    freedom: 'Logs a stack trace over several lines, in colour.',
    legal: FREE_LOG,
    changes: [logging('process.stderr.write(`\\u001b[31m[runtime]\\u001b[0m ${text}\\n`);')],
  },
  {
    name: 'logs-each-step',
    freedom: 'Logs its start, each poll, each event by its id, and each outcome.',
    legal: `${FREE_LOG} Only events and results must not be copied.`,
    changes: [
      {
        file: 'loop.js',
        find: 'const invocation = await api.next(stop);',
        replace:
          "runtime.log('polling'); const invocation = await api.next(stop); runtime.log(`${invocation.requestId} received`);",
      },
      {
        file: 'loop.js',
        find: 'await flushOutput();\n    }',
        replace: 'runtime.log(`${invocation.requestId} settled`); await flushOutput();\n    }',
      },
    ],
  },
  {
    name: 'unbuffered-output',
    freedom: 'Writes its log and the output of the function with one system call each, at once.',
    legal: 'Buffering belongs to the process.',
    changes: [output('write: (file, text) => { writeAll(file, text); return true; }')],
  },
  {
    name: 'output-in-bursts',
    freedom: 'Collects all output in memory and writes it before the next poll and at its end.',
    legal:
      '`logging.flushed-before-next` asks for no more; a stream that is no terminal is block-buffered in most languages.',
    changes: [
      output(`write: (file, text) => { held.push([file, text]); return true; }`),
      {
        file: 'output.js',
        find: 'export async function flushOutput() {',
        replace: `const held = [];
function release() {
    for (const [file, text] of held.splice(0)) writeAll(file, text);
}
process.on('exit', release);
export async function flushOutput() {
    release();`,
      },
    ],
  },
  {
    name: 'line-buffered-output',
    freedom: 'Writes the output of the function line by line, and keeps an unfinished line until its end.',
    legal:
      '`logging.flushed-before-next` asks for whole lines; the standard output of Rust is line-buffered.',
    changes: [
      output(`rest: ['', '', ''], write: (file, text) => {
        const held = direct.rest[file] + Buffer.from(text).toString();
        const end = held.lastIndexOf('\\n') + 1;
        direct.rest[file] = held.slice(end);
        writeAll(file, held.slice(0, end));
        return true;
    }`),
      {
        file: 'output.js',
        find: 'export async function flushOutput() {',
        replace: `process.on('exit', () => {
    for (const file of [1, 2]) writeAll(file, direct.rest[file]);
});
export async function flushOutput() {`,
      },
    ],
  },
  {
    name: 'flushes-before-the-post',
    freedom:
      'Flushes the output of the handler before it posts the outcome, and its own before the next poll.',
    legal: '`logging.flushed-before-next` names the latest moment.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: 'const outcome = await run(invocation, runtime); await flushOutput();',
      },
    ],
  },
  {
    name: 'json-records-of-another-logger',
    freedom:
      'Writes JSON records with members of its own, in another order, with other names for the time, the request id and the levels.',
    legal:
      'AWS, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html: the names follow the conventions of the runtime, and a level may be in lower case.',
    profile: 'json-logging',
    changes: [
      {
        file: 'logger.js',
        find: 'const encode = isJson ? jsonRecord : textRecord;',
        replace: `const names = { WARN: 'warning', INFO: 'information', FATAL: 'critical' };
    const own = (level, values) => JSON.stringify({
        message: format(...values), pid: process.pid, logger: { name: 'root' }, AWSRequestId: inWork.getStore()?.requestId,
        tenant: inWork.getStore()?.tenantId, level: names[level] ?? level.toLowerCase(),
        time: new Date().toISOString().replace('Z', '+00:00').replace('T', ' '),
    });
    const encode = isJson ? own : textRecord;`,
      },
    ],
  },
  {
    name: 'no-json-records',
    freedom: 'Writes text with every log format.',
    legal: FREE_LOG,
    changes: [
      {
        file: 'logger.js',
        find: "env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'",
        replace: 'false',
      },
    ],
  },
  {
    name: 'console-left-alone',
    freedom: 'Leaves the console as it is, and has a logger of its own that the function does not know.',
    legal: 'Plain output is not made JSON by all clients of AWS; what the function prints is its own.',
    profile: 'json-logging',
    changes: [
      {
        file: 'logger.js',
        find: 'Reflect.set(console, name,',
        replace: 'Reflect.set({}, name,',
      },
    ],
  },
];

function logging(statement: string): SourceChange {
  return {
    file: 'output.js',
    find: 'process.stderr.write(`[reference-runtime] ${oneLine(text)}\\n`);',
    replace: statement,
  };
}

function record(stream: string): string {
  return `process.${stream}.write(\`[reference-runtime] \${oneLine(text)}\\n\`);`;
}

/** Replaces how the two streams write. */
function output(member: string): SourceChange {
  const find = 'const streams = [process.stdout, process.stderr];';
  return {
    file: 'output.js',
    find,
    replace: `import { writeSync } from 'node:fs';
function writeAll(file, text) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) {
        try { at += writeSync(file, bytes, at); }
        catch (error) {
            // A full pipe accepts more later; a closed one never.
            if (error.code !== 'EAGAIN') return;
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        }
    }
}
const direct = { ${member} };
process.stdout.write = (text) => direct.write(1, text);
process.stderr.write = (text) => direct.write(2, text);
${find}`,
  };
}
