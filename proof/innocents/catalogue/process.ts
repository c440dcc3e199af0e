import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

const STRUCTURE = 'AWS documents the calls of a runtime, not its processes and threads.';
const PACE = 'AWS documents no pace but the 10 s of the init phase and the deadline.';

/** Freedoms in the use of processes, threads, memory, files and time. */
export const processInnocents: readonly Innocent[] = [
  {
    name: 'late-first-poll',
    freedom: 'Polls 1.5 s after its start.',
    legal: 'The init phase has 10 s; `init.first-next-in-time` says "well within".',
    changes: [atStart('await new Promise((go) => setTimeout(go, 1500));')],
  },
  {
    name: 'cpu-heavy-start',
    long: true,
    freedom: 'Computes for 500 ms at its start, longer on a busy machine.',
    legal: 'The init phase has 10 s, and a JIT compiler needs them.',
    changes: [
      atStart('for (const from = process.cpuUsage().user; process.cpuUsage().user - from < 500_000;);'),
    ],
  },
  {
    name: 'pause-before-each-poll',
    freedom: 'Waits 100 ms between an outcome and its next poll.',
    legal: PACE,
    changes: [beforePoll('await new Promise((go) => setTimeout(go, 100));')],
  },
  {
    name: 'stalls-of-200ms',
    freedom: 'Stands still for 200 ms before and after each handler, as a garbage collection does.',
    legal: PACE,
    changes: [around('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);')],
  },
  {
    name: 'slow-with-large-json',
    freedom: 'Needs 150 ms for each MB of an event and of a result.',
    legal: PACE,
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, text.length / 7000); return JSON.parse(text);',
      },
      {
        file: 'result.js',
        find: 'json = JSON.stringify(result);',
        replace:
          'json = JSON.stringify(result); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, (json?.length ?? 0) / 7000);',
      },
    ],
  },
  {
    name: 'large-heap',
    freedom: 'Allocates 100 MB at its start.',
    legal: 'The memory belongs to the function; only growth is a deviation (`loop.no-resource-growth`).',
    changes: [atStart('globalThis.reserve = Buffer.alloc(100 * 1024 * 1024, 1);')],
  },
  {
    name: 'heap-to-a-plateau',
    freedom: 'Keeps 256 KiB for each of the last 100 events.',
    legal: 'A cache with a bound; only growth without an end is a deviation (`loop.no-resource-growth`).',
    changes: [
      beforePoll(
        'const kept = (globalThis.kept ??= []); kept.push(Buffer.alloc(256 * 1024, 1)); if (kept.length > 100) kept.shift();',
      ),
    ],
  },
  {
    name: 'caches-first-fifty-ids',
    freedom: 'Keeps a file in `/tmp` for each of the first 50 events.',
    legal: '`/tmp` belongs to the environment, and the cache has a bound.',
    changes: [
      beforePoll(
        "globalThis.cached ??= 0; if (globalThis.cached < 50) process.getBuiltinModule('node:fs').writeFileSync(`/tmp/event-${process.pid}-${(globalThis.cached += 1)}`, '');",
      ),
    ],
  },
  {
    name: 'open-descriptors',
    freedom: 'Keeps 30 files open from its start.',
    legal: 'The limit is 1,024; only growth is a deviation.',
    changes: [
      imports("import { openSync } from 'node:fs';"),
      atStart("for (let n = 0; n < 30; n += 1) openSync('/dev/null', 'r');"),
    ],
  },
  {
    name: 'fixed-file-in-tmp',
    freedom: 'Unpacks a library to a fixed path in `/tmp` at its start and loads it from there.',
    legal: 'On Lambda `/tmp` belongs to one environment. The Java client of AWS does so.',
    changes: [
      imports(
        "import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';\nimport { randomUUID } from 'node:crypto';",
      ),
      atStart(`{
        // In two steps, like any copy: a second process that does the same at this time breaks it.
        const path = '/tmp/lambdaspec-innocent/library.bin';
        const content = randomUUID();
        mkdirSync('/tmp/lambdaspec-innocent', { recursive: true });
        rmSync(path, { force: true });
        const file = openSync(path, 'w');
        for (const part of [content.slice(0, 10), content.slice(10)]) {
            writeSync(file, part);
            await new Promise((go) => setTimeout(go, 20));
        }
        closeSync(file);
        if (readFileSync(path, 'utf8') !== content) throw new Error('the library is damaged: another process writes to /tmp');
    }`),
    ],
  },
  {
    name: 'own-title-and-mask',
    freedom: 'Gives its process another title and a stricter file mask.',
    legal: 'Both belong to the process.',
    changes: [atStart("process.title = 'lambda-runtime'; process.umask(0o077);")],
  },
  {
    name: 'own-variables',
    freedom: 'Sets two variables of its own and removes `_LAMBDA_TELEMETRY_LOG_FD`.',
    legal:
      '`environment.reserved-not-overwritten` protects reserved names; the clients of AWS remove that one.',
    changes: [
      atStart(
        "process.env.MY_RUNTIME_VERSION = '1.2.3'; process.env.MY_RUNTIME_BOOT = '1'; delete process.env._LAMBDA_TELEMETRY_LOG_FD;",
      ),
    ],
  },
  {
    name: 'idle-worker-thread',
    freedom: 'Keeps a thread that waits for work.',
    legal: STRUCTURE,
    changes: [
      imports("import { Worker } from 'node:worker_threads';"),
      atStart(
        'new Worker(\'require("node:worker_threads").parentPort.on("message", () => {})\', { eval: true }).unref();',
      ),
    ],
  },
  {
    name: 'helper-process',
    freedom: 'Keeps a child process that ends when its input closes.',
    legal: `${STRUCTURE} \`shutdown.no-orphans\` asks only that it does not stay behind.`,
    changes: [
      imports("import { spawn } from 'node:child_process';"),
      atStart(`{
        const helper = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
        helper.on('error', () => {});
        helper.unref();
        helper.stdin.on('error', () => {});
        helper.stdin.unref();
    }`),
    ],
  },
  {
    name: 'housekeeping-timer',
    freedom: 'Looks at its own memory every 100 ms.',
    legal: 'It uses far less than the 100 ms in 5 s of `loop.idle-without-cpu`.',
    changes: [atStart('setInterval(() => process.memoryUsage(), 100).unref();')],
  },
  {
    name: 'internal-extension',
    freedom:
      'Registers an internal extension before its first poll, and waits for the events of the extension.',
    legal:
      'The Extensions API allows it; `init.no-other-calls` and `init.extensions-registered-before-next` name it.',
    changes: [
      imports("import http from 'node:http';"),
      atStart(`await new Promise((registered) => {
        const [host, port] = (env['AWS_LAMBDA_RUNTIME_API'] ?? '').split(/:(?=\\d+$)/);
        const call = (method, path, headers, body, then) => {
            const request = http.request({ host: host.replaceAll(/[[\\]]/g, ''), port, method, path, headers: { 'User-Agent': 'innocent/1.0', ...headers }, agent: false }, (reply) => {
                reply.on('error', () => {}).resume().on('end', () => then(reply));
            });
            request.on('socket', (socket) => socket.unref());
            request.on('error', () => then()).end(body);
        };
        const body = '{"events":[]}';
        call('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': 'innocent', 'Content-Length': String(body.length) }, body, (reply) => {
            const id = reply?.headers['lambda-extension-identifier'];
            if (id !== undefined) call('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id }, undefined, () => {});
            registered();
        });
        // A socket alone does not keep the process alive.
        setTimeout(registered, 2000);
    });`),
    ],
  },
  {
    name: 'event-depth-limit',
    freedom: 'Reports an event that is nested more than 128 levels deep as an error of that invocation.',
    legal:
      'RFC 8259, section 9: a parser may limit the depth. serde_json, the parser of the Rust client, stops at 128.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: `let depth = 0;
        for (const [token] of text.matchAll(/"(?:[^"\\\\]|\\\\.)*"|[[{]|[\\]}]/g)) {
            if (/^[[{]$/.test(token)) depth += 1;
            else if (/^[\\]}]$/.test(token)) depth -= 1;
            if (depth > 128) throw new RangeError('recursion limit exceeded');
        }
        return JSON.parse(text);`,
      },
    ],
  },
  {
    name: 'remaining-time-in-32-bits',
    freedom: 'Shows the remaining time as a signed 32-bit number; what does not fit becomes 0.',
    legal: 'The context interface of AWS for Java declares `int getRemainingTimeInMillis()`.',
    changes: [
      {
        file: 'context.js',
        find: 'Math.max(0, endsAtMs - Date.now())',
        replace: 'Math.max(0, (endsAtMs - Date.now()) | 0)',
      },
    ],
  },
  {
    name: 'no-remaining-time-without-deadline',
    freedom: 'Shows no remaining time where the deadline is missing or not a number.',
    legal: '`deadline.missing-or-garbled` asks that the invocation has an outcome; AWS documents no default.',
    changes: [
      {
        file: 'context.js',
        find: 'Math.max(0, endsAtMs - Date.now())',
        replace: 'invocation.deadlineMs === undefined ? undefined : Math.max(0, endsAtMs - Date.now())',
      },
    ],
  },
  {
    name: 'negative-remaining-time',
    freedom: 'Shows a negative remaining time after the deadline.',
    legal: '`deadline.past`: "zero or a negative remaining time".',
    changes: [
      { file: 'context.js', find: 'Math.max(0, endsAtMs - Date.now())', replace: 'endsAtMs - Date.now()' },
    ],
  },
];

function imports(statement: string): SourceChange {
  const find = "import { errorText, toErrorDocument } from './errors.js';";
  return { file: 'main.js', find, replace: `${statement}\n${find}` };
}

/** After the address has been read, before the function is loaded. */
function atStart(statement: string): SourceChange {
  const find = 'let handler;';
  return { file: 'main.js', find, replace: `${statement}\n    ${find}` };
}

function beforePoll(statement: string): SourceChange {
  const find = 'const invocation = await api.next(stop);';
  return { file: 'loop.js', find, replace: `${statement} ${find}` };
}

function around(statement: string): SourceChange {
  const find = 'const outcome = await run(invocation, runtime);';
  return { file: 'loop.js', find, replace: `${statement} ${find} ${statement}` };
}
