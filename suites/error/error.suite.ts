import type { Outcome } from '../../harness/trace/outcome.ts';
import { viewOf } from '../../harness/trace/view.ts';
import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { covers, test, type Scene } from '../support/test.ts';

/** A class that no language has. */
const OOPS = { probe: 'throw', type: 'ProbeOops', message: 'the probe says oops' };

test(
  'reports a failing handler to the error path of the invocation, and carries on',
  covers(
    'error.posted-to-invocation',
    'error.loop-continues',
    // These are judged by the wire rules.
    'error.json-shape',
    'error.stack-trace-is-strings',
    'error.content-type',
    'error.type-header-sent',
    'error.type-header-form',
    'error.xray-cause-well-formed',
    'error.request-id-in-body',
  ),
  async (scene) => {
    const sandbox = await scene.warm();

    const failing = sandbox.deliver(OOPS);
    const outcome = await failing.outcome();
    const afterwards = await sandbox.deliver({ n: 1 }).outcome();

    const posts = viewOf(sandbox.trace.entries)
      .exchanges.filter(({ request }) => request.requestId === failing.requestId)
      .map(({ request }) => `${request.method} ${request.target}`);
    const target = `/2018-06-01/runtime/invocation/${failing.requestId}/error`;
    scene.verify(
      'error.posted-to-invocation',
      outcome.kind === 'error' && posts.join() === `POST ${target}`,
      {
        deviation: 'A failing handler is not reported to the error path of its invocation, and only there.',
        expected: `POST ${target}`,
        actual: posts.length === 0 ? outcome.describe() : posts.join(', then '),
      },
    );
    scene.verify('error.loop-continues', outcome.kind !== 'none' && afterwards.kind !== 'none', {
      deviation: 'The runtime does not go on with `next` after a handler error.',
      expected: 'an outcome for the event that fails and for the one behind it',
      actual: `first: ${outcome.describe()}; then: ${afterwards.describe()}`,
    });
  },
);

test(
  'keeps the process and its state after a handler error, and runs the handler once per event',
  covers('error.same-process-after', 'error.handler-not-rerun'),
  async (scene) => {
    const sandbox = await scene.warm();

    const before = stateOf(scene, await sandbox.invoke({ probe: 'state' }));
    await sandbox.invoke(OOPS);
    const outcome = await sandbox.deliver({ probe: 'state' }).outcome();

    const after = outcome.kind === 'response' ? outcome.object : undefined;
    const same = scene.verify('error.same-process-after', after?.['bootId'] === before.bootId, {
      deviation: 'The process does not survive an ordinary handler error.',
      expected: `boot id ${before.bootId}`,
      actual: after === undefined ? outcome.describe() : `boot id ${String(after['bootId'])}`,
    });
    // Where the count began anew it says nothing about a second run.
    if (!same) scene.inconclusive('The state of the process is gone, and with it the count of its events.');
    scene.verify('error.handler-not-rerun', after?.['count'] === before.count + 2, {
      deviation: 'The handler does not run exactly once for an event that fails.',
      expected: `count ${before.count + 2}: one more for the event that failed, one for this one`,
      actual: `count ${String(after?.['count'])}`,
    });
  },
);

test(
  'reports an error whose own fields cannot be serialised',
  covers('error.unserializable-fields'),
  async (scene) => {
    const sandbox = await scene.warm();

    const outcome = await sandbox.deliver({ probe: 'cyclic-error' }).outcome();

    scene.verify('error.unserializable-fields', isErrorReport(outcome), {
      deviation: 'An error that refers to itself does not become a well-formed report.',
      expected: WELL_FORMED_REPORT,
      actual: outcome.describe(),
    });
  },
);

test('tells the classes of failures apart', covers('error.mirrors-failure'), async (scene) => {
  const sandbox = await scene.warm();

  const first = await sandbox.invoke(OOPS);
  const second = await sandbox.invoke({ ...OOPS, type: 'ProbeOther' });

  const types = [first, second].map((outcome) => outcome.object?.['errorType']);
  const differ = types.every((type) => typeof type === 'string') && types[0] !== types[1];
  scene.verify('error.mirrors-failure', differ, {
    deviation: 'Failures of two classes are reported as the same `errorType`.',
    expected: 'one errorType for ProbeOops, another for ProbeOther',
    actual: types.map((type) => JSON.stringify(type) ?? 'none').join(' and '),
  });
});

function stateOf(scene: Scene, outcome: Outcome): { readonly bootId: string; readonly count: number } {
  const { bootId, count } = outcome.object ?? {};
  if (typeof bootId === 'string' && typeof count === 'number') return { bootId, count };
  return scene.inconclusive(`The action \`state\` returned something else: ${outcome.describe()}`);
}
