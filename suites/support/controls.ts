/** The plain scenarios: what a test does, without its peculiarity. Each names the requirement that it stands for. */
import type { ControlFailure } from '../../harness/test/control.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { CLIENT_CONTEXT, COGNITO_IDENTITY } from './caller-headers.ts';
import { isErrorReport, WELL_FORMED_REPORT } from './outcomes.ts';
import { isEcho } from './returned.ts';
import { describeStart, watchStart } from './start.ts';
import type { Catalogue, Control, TestContext } from './test.ts';

type Failure = ControlFailure<Catalogue> | undefined;
type PlayedControl = Control & Required<Pick<Control, 'play'>>;

/**
 * Two ordinary events, one after the other, in a process of their own. Where the test makes a handler throw, also that: what
 * follows from a plain handler error is no fault of the peculiarity.
 */
export const ordinaryEvent: Control = {
  scenario: 'an ordinary event',
  async play(t, asked) {
    const failure = await playOrdinaryEvent(t);
    if (failure !== undefined || !asked.has('throw')) return failure;
    const { scenario, play } = ordinaryFailure;
    const failed = await play(t, asked);
    return failed && { ...failed, scenario };
  },
};

async function playOrdinaryEvent(t: TestContext): Promise<Failure> {
  const sandbox = await t.warm();
  return (await echoFailure(t, sandbox)) ?? (await standstill(sandbox));
}

/** A control that needs an action of the function; a function without it plays the ordinary event. */
function needing(action: string, { scenario, play }: PlayedControl): PlayedControl {
  return {
    scenario,
    play: (t, asked) => (t.smoke.actions.includes(action) ? play(t, asked) : playOrdinaryEvent(t)),
  };
}

/** An event with text of several scripts, in one piece. */
export const ordinaryText: Control = {
  scenario: 'an ordinary event with text of several scripts',
  async play(t) {
    const sandbox = await t.warm();
    return echoFailure(t, sandbox, { ...EVENT, text: 'zażółć 日本語 😀' });
  },
};

/** An event with every documented header, at ordinary length. */
export const everyHeader: Control = {
  scenario: 'an ordinary event with every header',
  async play(t) {
    const sandbox = await t.warm();
    const outcome = await sandbox.deliver(EVENT, callerHeaders).outcome();
    if (isEcho(t, outcome, EVENT)) return undefined;
    return {
      ...(await callerHeaderAtFault(t, await t.warm())),
      expected: 'an ordinary event served with a client context and a Cognito identity',
      actual: outcome.describe(),
    };
  },
};

const clientContext = JSON.stringify(CLIENT_CONTEXT);
const callerHeaders = { clientContext, cognitoIdentity: JSON.stringify(COGNITO_IDENTITY) };

/** The requirement to charge where an event with client context and identity is not served: that of the header which fails alone. */
export async function callerHeaderAtFault(t: TestContext, sandbox: Sandbox): Promise<CallerHeaderFault> {
  const outcome = await sandbox.deliver(EVENT, { clientContext, settleable: false }).outcome();
  const requirement = isEcho(t, outcome, EVENT) ? 'context.cognito-identity' : 'context.client-context';
  return { requirement, code: 'wrong-value' };
}

interface CallerHeaderFault {
  readonly requirement: 'context.client-context' | 'context.cognito-identity';
  readonly code: 'wrong-value';
}

/** Whether an event with client context and identity is served. */
export async function servesCallerHeaders(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  return isEcho(t, await sandbox.deliver(EVENT, { ...callerHeaders, settleable: false }).outcome(), EVENT);
}

/** A handler that throws an ordinary error, and an ordinary event after it. */
export const ordinaryFailure = needing('throw', {
  scenario: 'a handler that throws an ordinary error',
  async play(t) {
    const sandbox = await t.warm();
    const outcome = await sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message: 'oops' }).outcome();
    if (outcome.kind !== 'error') {
      return {
        requirement: 'error.posted-to-invocation',
        code: 'not-at-error-path',
        expected: 'POST …/error for the invocation',
        actual: outcome.describe(),
      };
    }
    if (!isErrorReport(outcome)) {
      return {
        requirement: 'error.json-shape',
        code: 'malformed-body',
        expected: WELL_FORMED_REPORT,
        actual: outcome.describe(),
      };
    }
    const after = await next(sandbox);
    return after.kind === 'none'
      ? {
          requirement: 'error.loop-continues',
          code: 'does-not-go-on',
          expected: 'an outcome of the event after a handler error',
          actual: after.describe(),
        }
      : undefined;
  },
});

/** The context of an invocation with every header. */
export const ordinaryContext = needing('context', {
  scenario: 'the context of an ordinary invocation',
  async play(t) {
    const sandbox = await t.warm();
    const outcome = await sandbox.deliver({ probe: 'context' }).outcome();
    if (outcome.kind === 'response' && Object.keys(outcome.object ?? {}).length > 0) return undefined;
    return {
      requirement: 'context.given-to-handler',
      code: 'no-context',
      expected: 'a context that shows at least one fact of the invocation or of the function',
      actual: outcome.describe(),
    };
  },
});

/** A function that throws an ordinary error while it loads. */
export const ordinaryInitFailure: Control = {
  scenario: 'a function that throws an ordinary error while it loads',
  async play(t) {
    const { start } = await watchStart(t, { environment: { PROBE_INIT: 'throw' } });
    if (start.kind === 'reported' || start.kind === 'served') return undefined;
    return {
      requirement: 'init.reports-failure',
      code: 'not-reported',
      expected: 'POST /2018-06-01/runtime/init/error before any poll',
      actual: `the runtime ${describeStart(start)}`,
    };
  },
};

/** A handler that returns a short text. */
export const shortText = needing('text', {
  scenario: 'a short text as the result',
  async play(t) {
    const sandbox = await t.warm();
    const outcome = await sandbox.deliver({ probe: 'text', value: 'plain' }).outcome();
    if (outcome.kind === 'response' && outcome.json === 'plain') return undefined;
    return {
      requirement: 'response.body-is-the-result',
      code: 'body-differs',
      expected: 'the response "plain"',
      actual: outcome.describe(),
    };
  },
});

/** A handler that writes one short line. */
export const shortOutput = needing('log', {
  scenario: 'one short line of output',
  async play(t) {
    const sandbox = await t.warm();
    const from = sandbox.trace.length;
    await sandbox.deliver({ probe: 'log', stdout: 'plain-line\n', stderr: '' }).outcome();
    const written = (): string => sandbox.process.output(undefined, from);
    const line = await sandbox.trace.waitForOptional(
      (entry) => entry.kind === 'output' && written().includes('plain-line'),
      { awaited: 'the line', from, limitMs: t.limits.outcomeMs },
    );
    if (line !== undefined) return undefined;
    return {
      requirement: 'logging.output-passes-through',
      code: 'output-lost',
      expected: '"plain-line", written to stdout, on stdout or stderr',
      actual: JSON.stringify(written().slice(-500)),
    };
  },
});

const EVENT = { event: 'control', order: 7 };

async function echoFailure(t: TestContext, sandbox: Sandbox, event: unknown = EVENT): Promise<Failure> {
  const outcome = await sandbox.deliver(event).outcome();
  if (outcome.kind === 'none') {
    return {
      requirement: 'response.exactly-one-outcome',
      code: 'no-outcome',
      expected: 'an outcome of an ordinary event',
      actual: outcome.reason,
    };
  }
  if (isEcho(t, outcome, event)) return undefined;
  return {
    requirement: 'next.event-unchanged',
    code: 'event-altered',
    expected: `the response ${JSON.stringify(event)}`,
    actual: outcome.describe(),
  };
}

async function standstill(sandbox: Sandbox): Promise<Failure> {
  const after = await next(sandbox);
  if (after.kind !== 'none') return undefined;
  return {
    requirement: 'next.continues-after-result',
    code: 'does-not-go-on',
    expected: 'an outcome of a second ordinary event',
    actual: after.reason,
  };
}

function next(sandbox: Sandbox): Promise<Outcome | NoOutcome> {
  return sandbox.deliver({ ...EVENT, order: 8 }).outcome();
}
