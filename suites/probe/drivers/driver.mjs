/** Runs a probe function in JavaScript: node driver.mjs <file> <events as JSON> full|bare. See run.ts. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , file, events, contextName] = process.argv;

const fullContext = {
  awsRequestId: 'r-1',
  deadlineMs: 1_700_000_000_000,
  getRemainingTimeInMillis: () => 1234,
  xRayTraceId: 'Root=1-a',
  invokedFunctionArn: 'arn:f',
  clientContext: { client: { app_title: 't' }, env: { e: 'v' }, custom: { c: 1 } },
  identity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
  tenantId: 'tenant',
  w3c: () => ({ baggage: 'user=1' }),
  functionName: 'f',
  functionVersion: '7',
  memoryLimitInMB: '128',
  logGroupName: 'group',
  logStreamName: 'stream',
};

const bareContext = { clientContext: null, identity: null };

// As a client of SnapStart offers them; both run before the first event.
const hooks = [];
const register = (hook) => hooks.push(hook);
if (process.env.OFFER_HOOKS)
  globalThis.awslambda = { registerBeforeSnapshot: register, registerAfterRestore: register };

const { handler } = await import(pathToFileURL(file));
for (const hook of hooks)
  await hook().catch((error) => writeFileSync(3, `${JSON.stringify(describeError(error))}\n`));

for (const event of JSON.parse(events)) {
  const outcome = await invoke(event).then(describeValue, describeError);
  writeFileSync(3, `${JSON.stringify(outcome)}\n`);
}

async function invoke(event) {
  return handler(event, contextName === 'bare' ? bareContext : fullContext);
}

function describeValue(value) {
  try {
    return value === undefined ? 'nothing' : JSON.parse(JSON.stringify({ returned: value }));
  } catch {
    return 'unserializable';
  }
}

function describeError(error) {
  if (!(error instanceof Error)) return { raised: { type: null, message: String(error) } };
  const cyclic = error.cause === error && error.self === error;
  return { raised: { type: error.name, message: error.message, ...(cyclic && { cyclic }) } };
}
