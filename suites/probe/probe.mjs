/**
 * The probe function for JavaScript: a handler that does what its event asks, so that one function serves every test.
 *
 * To use it as your own function, put this file into the task root and name `probe.handler` as the handler. It needs
 * nothing but Node, and runs behind AWS's client as well as behind others that call `handler(event, context)`.
 *
 * An event without a known action comes back unchanged; `{"probe":"describe"}` lists the actions and properties.
 * `panic` and `unserializable` take a `variant`, one of those that `describe` lists; the first is what they do without
 * one.
 * `{"probe":"panic","variant":"value","value":…}` throws that very value. Where the client offers
 * `awslambda.streamifyResponse`, `probe.streamingHandler` is a handler that streams, and `describe` names it as `streamHandler`.
 *
 * `PROBE_INIT` makes loading itself fail, end the process, take time or write: `throw`, `throw:TYPE`, `exit:N`,
 * `sleep:N`, `log:N`. Where the client offers `awslambda.registerBeforeSnapshot` and `registerAfterRestore`, `PROBE_BEFORE_SNAPSHOT` and
 * `PROBE_AFTER_RESTORE` register such a hook: `throw` makes it fail, and with `trace` the action `state` tells that it ran.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

const bootId = randomUUID();
let count = 0;
/** The hooks of SnapStart that have run, in their order. */
const hooks = [];
const hookErrors = {
  'before-snapshot': 'ProbeBeforeSnapshotError',
  'after-restore': 'ProbeAfterRestoreError',
};

obeyInit(process.env.PROBE_INIT ?? '');
const { registerBeforeSnapshot, registerAfterRestore } = globalThis.awslambda ?? {};
registerHook(registerBeforeSnapshot, process.env.PROBE_BEFORE_SNAPSHOT, 'before-snapshot');
registerHook(registerAfterRestore, process.env.PROBE_AFTER_RESTORE, 'after-restore');

/**
 * Always returns a promise, except for the panic before it: callback-era clients
 * ignore a plain value.
 */
export function handler(event, context) {
  count += 1;
  const name = event?.probe;
  const known = typeof name === 'string' && Object.hasOwn(actions, name);
  return Promise.resolve(known ? actions[name](event, context) : event);
}

/** The same function as a handler that streams, for clients that can. */
export const streamingHandler = globalThis.awslambda?.streamifyResponse?.(async (event, stream, context) => {
  const name = event?.probe;
  if (typeof name === 'string' && Object.hasOwn(streams, name)) return streams[name](event, stream);
  const result = await handler(event, context);
  stream.setContentType('application/json');
  await write(stream, Buffer.from(JSON.stringify(result ?? null)));
  stream.end();
});

/** What only a stream can do. */
const streams = {
  stream: async (event, stream) => {
    if (event.contentType !== undefined) stream.setContentType(event.contentType);
    await writeAll(stream, event);
  },
  'http-stream': async (event, stream) => {
    const { statusCode = 200, headers, multiValueHeaders, cookies } = event;
    const metadata = { statusCode, headers, multiValueHeaders, cookies };
    await writeAll(globalThis.awslambda.HttpResponseStream.from(stream, metadata), event);
  },
  'late-write': async ({ ms = 0, chunks = [], late = '' }, stream) => {
    stream.on('error', () => {});
    await writeAll(stream, { chunks });
    setTimeout(() => stream.write(late, () => {}), ms);
  },
};

/**
 * Writes the chunks, `times` times, with `delayMs` after each: texts, or numbers of bytes that count up from the first
 * byte of the stream, modulo 251. `failAfter` fails after so many writes; `mark` goes to stdout at the end.
 */
async function writeAll(stream, { chunks = [], times = 1, delayMs = 0, failAfter, mark }) {
  let [writes, offset] = [0, 0];
  for (let round = 0; round < times; round += 1) {
    for (const chunk of chunks) {
      if (writes === failAfter) break;
      const bytes = typeof chunk === 'number' ? counting(offset, chunk) : Buffer.from(chunk);
      await write(stream, bytes);
      writes += 1;
      offset += bytes.length;
      if (delayMs > 0) await sleep(delayMs);
    }
  }
  if (failAfter !== undefined) throw makeError('ProbeStreamError', 'the probe fails in its stream');
  stream.end();
  if (mark !== undefined) process.stdout.write(mark);
}

/** Writes, and waits until the bytes have left, so that a slow reader slows this function down. */
function write(stream, bytes) {
  return new Promise((resolve) => {
    stream.write(bytes, resolve);
  });
}

function counting(offset, length) {
  const start = offset % 251;
  return Buffer.alloc(start + length, count251).subarray(start);
}

const count251 = Uint8Array.from({ length: 251 }, (_, index) => index);

const actions = {
  context: contextAction,
  env: ({ names = [] }) => Object.fromEntries(names.map((name) => [name, process.env[name] ?? null])),
  throw: async ({ type, message }) => {
    throw makeError(type, message);
  },
  panic: (event) => variantOf(panics, event)(event),
  unserializable: (event) => variantOf(unserializables, event)(),
  // The two bytes are the quotes that JSON puts around a string.
  big: ({ bytes = 2 }) => 'x'.repeat(Math.max(0, bytes - 2)),
  text: ({ value }) => value,
  nothing: () => undefined,
  sleep: async ({ ms = 0 }) => {
    await sleep(ms);
    return { slept: ms };
  },
  hold,
  state: () => ({ bootId, count, ...(hooks.length === 0 ? {} : { hooks }) }),
  log: ({ stdout = '', stderr = '', repeat = 1 }) => {
    for (let i = 0; i < repeat; i += 1) {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
    }
    return null;
  },
  logger,
  exit: ({ code = 0 }) => process.exit(code),
  background: ({ ms = 0, mark = '' }) => {
    setTimeout(() => process.stdout.write(mark), ms);
    return null;
  },
  'late-failure': ({ ms = 0 }) => {
    setTimeout(() => {
      throw makeError('ProbeLateFailure', 'probe late failure');
    }, ms);
    return null;
  },
  // A Buffer, which some clients pass on unchanged and others serialise as JSON.
  binary: ({ base64 = '' }) => Buffer.from(base64, 'base64'),
  child: async () => ({ traceEnv: await traceOfChild() }),
  'cyclic-error': async ({ depth }) => {
    throw depth === undefined ? selfReferringError() : chainedError(depth);
  },
  never: () => new Promise(() => {}),
  'close-output': () => {
    for (const descriptor of [1, 2]) {
      closeSync(descriptor);
      // Occupies the freed number. Otherwise the next socket of the process would get it, and a log line of the runtime
      // would go to its Runtime API connection. Opened for reading, it refuses writes like a closed one.
      openSync('/dev/null', 'r');
    }
    return null;
  },
  'exit-hook': ({ mark = '' }) => {
    process.once('exit', () => process.stdout.write(mark));
    return null;
  },
  describe: () => ({
    probe: 1,
    language: 'javascript',
    actions: [
      ...Object.keys(actions),
      ...(streamingHandler === undefined ? [] : Object.keys(streams)),
    ].filter((name) => name !== 'describe'),
    ...(streamingHandler === undefined ? {} : { streamHandler }),
    properties,
    panics: Object.keys(panics),
    unserializables: Object.keys(unserializables),
  }),
};

/** The name of the handler that streams, in the file that `_HANDLER` names. */
const streamHandler = (process.env['_HANDLER'] ?? 'probe.handler').replace(/[^.]*$/, 'streamingHandler');

/** What holds for these actions in JavaScript, where a runtime also sees that nothing is left to wait for. */
const properties = [
  'names-error-classes',
  'keeps-error-messages',
  'notices-never',
  ...['throw', 'throw:TYPE', 'exit', 'sleep', 'log'].map((order) => `PROBE_INIT=${order}`),
  ...(registerBeforeSnapshot === undefined ? [] : hookProperties('PROBE_BEFORE_SNAPSHOT')),
  ...(registerAfterRestore === undefined ? [] : hookProperties('PROBE_AFTER_RESTORE')),
];

function hookProperties(variable) {
  return ['throw', 'trace'].map((order) => `${variable}=${order}`);
}

/**
 * Failures that escape a `try` around the handler, first those that end the process unless the runtime listens for
 * them. These two leave the invocation open: a runtime that ignores them hangs.
 */
const panics = {
  async: ({ message }) =>
    new Promise(() => {
      setImmediate(() => {
        throw makeError('ProbePanic', message);
      });
    }),
  rejection: ({ message }) => {
    void Promise.reject(makeError('ProbePanic', message));
    return new Promise(() => {});
  },
  value: async (event) => {
    throw 'value' in event ? event.value : event.message;
  },
  sync: ({ message }) => {
    throw makeError('ProbePanic', message);
  },
};

const unserializables = {
  cyclic: () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  bigint: () => ({ value: 1n }),
  function: () => () => {},
  nan: () => ({ value: Number.NaN, infinity: Number.POSITIVE_INFINITY }),
};

function variantOf(variants, { variant }) {
  return Object.hasOwn(variants, variant ?? '') ? variants[variant] : Object.values(variants)[0];
}

async function contextAction({ afterMs }, context) {
  if (afterMs === undefined) return exposed(context);
  return shownTwice(context, () => sleep(afterMs));
}

/** The context and the trace variable before and after a wait. */
async function shownTwice(context, wait) {
  const read = () => ({ ...exposed(context), traceEnv: process.env['_X_AMZN_TRACE_ID'] ?? null });
  const first = read();
  await wait();
  return { first, second: read() };
}

/** The worker that runs this code: a process, or a thread of one. */
const whereabouts = { pid: process.pid, worker: `${process.pid}.${threadId}` };

/** Tells the test by a connection that it runs, and waits until the test closes it. Other handlers go on meanwhile. */
async function hold({ gate, token, message }, context) {
  const shown = await shownTwice(context, () => untilReleased(gate, token));
  if (message !== undefined) throw makeError('ProbeHeldFailure', message);
  return { token, ...shown, bootId, ...whereabouts };
}

/**
 * Writes `message` through the logger of the runtime, in JavaScript the console, once at each level and followed by its
 * name; with `error` also an error with that message. With a gate it waits first, as `hold` does.
 */
async function logger({ message = '', error, gate, token }) {
  if (gate !== undefined) await untilReleased(gate, token);
  const methods = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].filter((name) => console[name]);
  for (const name of methods) console[name](`${message} ${name.toUpperCase()}`);
  if (error !== undefined) console.error(message, makeError('ProbeLogged', error));
  return { levels: methods.map((name) => name.toUpperCase()) };
}

function untilReleased(gate, token) {
  const [host, port] = gate.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) }, () => socket.write(`${token}\n`));
    socket.on('error', reject);
    socket.on('end', () => socket.end());
    socket.on('close', resolve);
    socket.resume();
  });
}

/** The context that the runtime exposes, under the names of the contract, without missing members. */
function exposed(context = {}) {
  const { identity, memoryLimitInMB } = context;
  return present({
    requestId: context.awsRequestId,
    deadlineMs: context.deadlineMs,
    remainingMs: context.getRemainingTimeInMillis?.(),
    invokedFunctionArn: context.invokedFunctionArn,
    // AWS's client calls it xRayTraceId.
    traceId: context.traceId ?? context.xRayTraceId,
    clientContext: context.clientContext,
    // A method in AWS's client.
    w3c: typeof context.w3c === 'function' ? context.w3c() : context.w3c,
    cognitoIdentity:
      identity &&
      present({
        cognitoIdentityId: identity.cognitoIdentityId,
        cognitoIdentityPoolId: identity.cognitoIdentityPoolId,
      }),
    tenantId: context.tenantId,
    functionName: context.functionName,
    functionVersion: context.functionVersion,
    memoryLimitMb: memoryLimitInMB === undefined ? undefined : Number(memoryLimitInMB),
    logGroupName: context.logGroupName,
    logStreamName: context.logStreamName,
  });
}

function present(members) {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** An error whose class, `name` and stack all contain `type`, since runtimes read any of them. */
function makeError(type = 'Error', message = '') {
  // An anonymous class takes the name of its member, which may be any string.
  const { [type]: ProbeError } = { [type]: class extends Error {} };
  Object.defineProperty(ProbeError.prototype, 'name', { value: type, configurable: true, writable: true });
  return new ProbeError(message);
}

function selfReferringError() {
  const error = makeError('ProbeCyclicError', 'probe cyclic error');
  error.self = error;
  error.cause = error;
  return error;
}

function chainedError(depth) {
  let error = new Error('cause 0');
  for (let i = 1; i <= depth; i += 1) error = new Error(`cause ${i}`, { cause: error });
  return error;
}

async function traceOfChild() {
  // Loaded on demand, to keep the cold start of all other tests short.
  const [{ execFile }, { promisify }] = await Promise.all([
    import('node:child_process'),
    import('node:util'),
  ]);
  const script = 'console.log(JSON.stringify(process.env._X_AMZN_TRACE_ID ?? null))';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  return JSON.parse(stdout);
}

function obeyInit(order) {
  const separator = order.indexOf(':');
  const verb = separator < 0 ? order : order.slice(0, separator);
  const argument = separator < 0 ? undefined : order.slice(separator + 1);
  switch (verb) {
    case 'throw':
      throw makeError(argument ?? 'ProbeInitError', 'probe init failed');
    case 'exit':
      process.exit(Number(argument));
      break;
    case 'sleep':
      // Blocks instead of awaiting: with a top-level await the file could no longer be loaded by `require`.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(argument));
      break;
    case 'log':
      process.stdout.write('x'.repeat(Number(argument)));
      process.stderr.write('x'.repeat(Number(argument)));
      break;
    default:
  }
}

function registerHook(register, order, name) {
  if (register === undefined || !['throw', 'trace'].includes(order)) return;
  register(async () => {
    // A runtime that does not wait for the hook goes on meanwhile.
    await sleep(100);
    if (order === 'trace') hooks.push(name);
    else throw makeError(hookErrors[name], `probe ${name} hook failed`);
  });
}
