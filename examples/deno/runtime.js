// A small runtime for Lambda on Deno's fetch: load the function, then ask for an event, answer it, and again.
//
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = { 'User-Agent': `lambdaspec-example-deno/${Deno.version.deno}` };
let current;

// A failure outside the promise of the handler: the process may be in any state, so report it and end.
process.on('uncaughtException', (failure) => void endWith(failure));
process.on('unhandledRejection', (failure) => void endWith(failure));
process.on(
  'beforeExit',
  () => void endWith(new Error('The handler can no longer finish: nothing is left to wait for.')),
);

// Not awaited: a pending top-level await is an error of its own when nothing is left to wait for.
void run().catch(endWith);

async function run() {
  const handler = await load().catch(async (failure) => {
    await report('/init/error', failure, 'Runtime.InitError');
    process.exit(1);
  });
  for (;;) await serve(handler, await next());
}

async function load() {
  const name = process.env['_HANDLER'] ?? '';
  const dot = name.lastIndexOf('.');
  if (dot < 1) throw typed('Runtime.MalformedHandlerName', `"${name}" is not of the form file.function`);
  const base = join(process.env.LAMBDA_TASK_ROOT ?? '.', name.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs', '.ts']
    .map((extension) => base + extension)
    .find((path) => existsSync(path));
  if (file === undefined)
    throw typed('Runtime.ImportModuleError', `there is no file ${base} with .mjs, .js, .cjs or .ts`);
  const found = (await import(pathToFileURL(file).href))[name.slice(dot + 1)];
  if (typeof found !== 'function')
    throw typed('Runtime.HandlerNotFound', `${file} exports no function for "${name}"`);
  return found;
}

async function next() {
  // Lambda may freeze the process for hours while it waits; Deno's fetch has no timeout of its own.
  const reply = await fetch(`${api}/invocation/next`, { headers: agent });
  const text = await reply.text();
  const id = reply.headers.get('lambda-runtime-aws-request-id');
  if (reply.status !== 200 || !id)
    throw new Error(`next was answered with ${reply.status}: ${text.slice(0, 1000)}`);
  return { id, text, headers: reply.headers };
}

async function serve(handler, { id, text, headers }) {
  current = id;
  const path = `/invocation/${encodeURIComponent(id)}`;
  const trace = headers.get('lambda-runtime-trace-id');
  if (trace) process.env['_X_AMZN_TRACE_ID'] = trace;
  else delete process.env['_X_AMZN_TRACE_ID'];
  let body;
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    body = JSON.stringify(result) ?? 'null';
  } catch (failure) {
    current = undefined;
    await report(`${path}/error`, failure);
    return;
  }
  current = undefined;
  await post(`${path}/response`, body, { 'Content-Type': 'application/json' });
}

function contextOf(headers) {
  const { env } = process;
  const deadline = Number(headers.get('lambda-runtime-deadline-ms')) || Date.now() + 3000;
  return {
    awsRequestId: headers.get('lambda-runtime-aws-request-id'),
    deadlineMs: deadline,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    invokedFunctionArn: headers.get('lambda-runtime-invoked-function-arn') ?? undefined,
    traceId: headers.get('lambda-runtime-trace-id') ?? undefined,
    tenantId: headers.get('lambda-runtime-aws-tenant-id') ?? undefined,
    clientContext: parsed(headers.get('lambda-runtime-client-context')),
    identity: parsed(headers.get('lambda-runtime-cognito-identity')),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

function parsed(json) {
  try {
    return json ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}

// A header takes a category and a reason in ASCII, so the class of the failure stays in the body.
async function report(path, failure, otherwise = 'Runtime.HandlerError') {
  const errorType = String(failure?.name ?? typeof failure);
  const errorMessage = String(failure?.message ?? failure);
  const stackTrace = String(failure?.stack ?? '')
    .split('\n')
    .slice(0, 50);
  console.error(errorType, errorMessage.slice(0, 10_000));
  const category = /^[A-Z]\w+\.\w+$/.test(errorType) ? errorType : otherwise;
  const body = JSON.stringify({ errorType, errorMessage: errorMessage.slice(0, 100_000), stackTrace });
  await post(path, body, {
    'Content-Type': 'application/vnd.aws.lambda.error+json',
    'Lambda-Runtime-Function-Error-Type': category,
  });
}

async function post(path, body, headers) {
  const reply = await fetch(api + path, { method: 'POST', body, headers: { ...agent, ...headers } });
  const text = await reply.text();
  if (reply.ok) return;
  console.error(`${path} was answered with ${reply.status}: ${text.slice(0, 1000)}`);
  // The API asks for the end of the process only here; a result that it refuses ends one invocation.
  if (reply.status >= 500) process.exit(1);
}

async function endWith(failure) {
  const id = current;
  current = undefined;
  if (id === undefined) console.error(failure);
  else await report(`/invocation/${encodeURIComponent(id)}/error`, failure).catch(console.error);
  process.exit(1);
}

function typed(name, message) {
  return Object.assign(new Error(message), { name });
}
