import { endsStart, isRegistration } from '../../harness/trace/calls.ts';
import { readdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { functionFile } from '../support/function-file.ts';
import { describeStart, HANDLER_NAME_IGNORED, watchStart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { endWithoutLoading } from './linked.ts';
import { covers, itself, test } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

test(
  'takes the address of the Runtime API from AWS_LAMBDA_RUNTIME_API',
  covers('init.settings-from-environment').against(itself),
  async (t) => {
    // The smoke test had another port.
    const { sandbox, start } = await watchStart(t, {});

    t.verify('init.settings-from-environment', start.kind === 'served', {
      code: 'port-not-used',
      expected: `a poll at ${sandbox.runtimeApi.address}, and an outcome`,
      actual: `the runtime ${describeStart(start)}`,
      sandbox,
    });
  },
);

test(
  'finds the function by _HANDLER in LAMBDA_TASK_ROOT where it loads functions by name',
  covers('init.function-by-name').against(ordinaryEvent),
  async (t) => {
    const file = functionFile(t.target, t.smoke);
    if (file === undefined) return endWithoutLoading(t, 'The file of the function is not known.');
    const name = `function_moved.${file.extension}`;
    const { taskRoot } = t.target;
    await using root = await makeTaskRoot(async (path) => {
      // Links, so that the function still finds its imports.
      for (const other of await readdir(taskRoot)) {
        const original = join(taskRoot, other);
        await symlink(original, join(path, original === file.path ? name : other));
      }
    });

    const handler = `function_moved.${file.member}`;
    const { sandbox, start } = await watchStart(t, { handler, taskRoot: root.path });

    if (start.kind !== 'served') {
      if (!file.certain)
        return t.notTestable('The function does not report its language, so its file may not be in use.');
      const unknown = await watchStart(t, { handler: 'function_missing.handler' });
      if (unknown.start.kind === 'served') return endWithoutLoading(t, HANDLER_NAME_IGNORED);
    }
    t.verify('init.function-by-name', start.kind === 'served', {
      code: 'function-not-found',
      expected: `the function of ${basename(file.path)} served from ${name} in another folder, as _HANDLER=${handler} says`,
      actual: `the runtime ${describeStart(start)}`,
      sandbox,
    });
  },
);

test(
  'starts by absolute path, without arguments, with the task root as working directory, and makes no unnecessary call',
  covers(
    'init.bootstrap-entry-point',
    'init.started-as-lambda-does',
    'init.no-other-calls',
    'init.first-next-in-time',
    'init.extensions-registered-before-next',
    'snapstart.only-under-snapstart',
  ).against(itself),
  async (t) => {
    const { sandbox, start } = await watchStart(t, {});
    const registers = sandbox.trace.entries.some(isRegistration);
    if (!registers) {
      const reason = 'The runtime registers no internal extension.';
      t.leaveUnjudged(['init.extensions-registered-before-next'], 'not-applicable', reason);
    }
    const [executable, ...own] = t.target.command;
    if (basename(executable) === 'bootstrap') {
      t.verify('init.bootstrap-entry-point', start.kind === 'served', {
        code: 'does-not-start',
        expected: `a poll after ${executable} was started`,
        actual: `the runtime ${describeStart(start)}`,
      });
    } else {
      const reason = `The executable is not named bootstrap but ${basename(executable)}.`;
      t.leaveUnjudged(['init.bootstrap-entry-point'], 'not-testable', reason);
    }
    if (own.length > 0) {
      const reason = 'The command has arguments of its own; Lambda passes none.';
      t.leaveUnjudged(['init.started-as-lambda-does'], 'not-testable', reason);
      return;
    }

    t.verify('init.started-as-lambda-does', start.kind === 'served', {
      code: 'does-not-start',
      expected: `a poll after ${t.target.command[0]} was started in ${t.target.taskRoot} without arguments`,
      actual: `the runtime ${describeStart(start)}`,
    });

    // The emulator passes the handler to a container image.
    const withArgument = await watchStart(t, { arguments: [t.target.handler] });
    t.verify('init.started-as-lambda-does', withArgument.start.kind === 'served', {
      code: 'argument-breaks-start',
      expected: `the same start with the argument ${t.target.handler}`,
      actual: `the runtime ${describeStart(withArgument.start)}`,
    });
  },
);

test(
  'loads the function and runs its static code once',
  covers('init.once-before-first-next', 'init.handler-not-called-early').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.unused();

    const bootIds: unknown[] = [];
    const counts: unknown[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { object } = await sandbox.invoke({ probe: 'state' });
      bootIds.push(object?.['bootId']);
      counts.push(object?.['count']);
    }

    if (bootIds[0] === undefined) return t.notTestable('The probe function does not report its boot id.');
    t.verify('init.once-before-first-next', new Set(bootIds).size === 1, {
      code: 'loaded-twice',
      expected: 'the same boot id in three invocations',
      actual: bootIds.map((id) => JSON.stringify(id)).join(', '),
    });
    if (typeof counts[0] !== 'number') {
      const reason = 'The probe function does not count its events.';
      return t.leaveUnjudged(['init.handler-not-called-early'], 'not-testable', reason);
    }
    t.verify('init.handler-not-called-early', counts[0] === 1, {
      code: 'called-early',
      expected: 'a count of 1 in the first invocation',
      actual: String(counts[0]),
    });
  },
);

test(
  'posts no init error once it has polled, even if a poll fails',
  {
    ...covers('init.error-only-before-next').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();

    sandbox.runtimeApi.faults.arm('next', [{ fault: 'status', status: 500 }]);
    const from = sandbox.trace.length;
    await sandbox.invoke({ n: 1 });
    const refused = await sandbox.trace.nextPoll(from, sandbox.limits.outcomeMs);

    // It may exit, since a 500 is not recoverable, or poll again. A wire rule judges the rest.
    await sandbox.trace.waitForOptional(endsStart, {
      awaited: 'the reaction to a failed poll',
      from: sandbox.trace.entries.indexOf(refused) + 1,
      limitMs: t.limits.exitMs,
      endsWithRuntime: false,
    });
  },
);
