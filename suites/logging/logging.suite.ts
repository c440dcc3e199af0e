import { outputWith, writing } from './function-output.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { covers, itself, test } from '../support/test.ts';

test(
  'lets handler output reach stdout and stderr, and never the response body',
  covers('logging.output-passes-through', 'logging.output-not-in-result').against(itself),
  async (t) => {
    const sandbox = await t.warm();
    const marks = { stdout: 'mark-out-1', stderr: 'mark-err-2' };

    const from = sandbox.trace.length;
    const outcome = await sandbox.invoke(writing(`${marks.stdout}\n`, `${marks.stderr}\n`));
    for (const [stream, mark] of Object.entries(marks)) {
      const seen = await outputWith(sandbox, mark, from, t.limits.outcomeMs);
      t.verify('logging.output-passes-through', seen, {
        code: 'output-lost',
        expected: `"${mark}", written to ${stream}, on stdout or stderr`,
        actual: JSON.stringify(sandbox.process.output(undefined, from).slice(-500)),
      });
    }
    const leaked = outcome.text.includes(marks.stdout) || outcome.text.includes(marks.stderr);
    t.verify('logging.output-not-in-result', !leaked, {
      code: 'output-in-result',
      expected: 'only the result',
      actual: outcome.describe(),
    });
  },
);

test(
  'writes handler errors to the log as well, and keeps the lines of one together',
  covers('logging.handler-errors-logged', 'logging.multi-line-records').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();
    const [first, last] = ['mark-first-line', 'mark-last-line'];

    const from = sandbox.trace.length;
    await sandbox.invoke({ probe: 'throw', type: 'ProbeOops', message: `${first}\n${last}` });
    const logged = await outputWith(sandbox, last, from, t.limits.quietMs);

    t.verify('logging.handler-errors-logged', logged, {
      code: 'failure-not-logged',
      expected: 'its message on stdout or stderr',
      actual: JSON.stringify(sandbox.process.output(undefined, from).slice(-500)),
    });
    if (!logged) {
      const reason = 'The runtime does not log failures.';
      t.leaveUnjudged(['logging.multi-line-records'], 'not-applicable', reason);
      return;
    }
    const text = sandbox.process.output(undefined, from);
    const record = text.slice(text.indexOf(first), text.indexOf(last));
    t.verify('logging.multi-line-records', !record.includes('\n'), {
      code: 'record-split',
      expected: 'no line feed in the record; for example a carriage return or an escape instead',
      actual: JSON.stringify(text.slice(0, 500)),
    });
  },
);

test(
  'prints no secrets of its environment',
  covers('logging.no-secrets').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.unused();

    await sandbox.invoke({ n: 1 });
    await sandbox.waitForPoll();

    const output = sandbox.process.output();
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
      const secret = sandbox.environment[name] ?? '';
      t.verify('logging.no-secrets', secret === '' || !output.includes(secret), {
        code: 'secret-printed',
        expected: 'output without the values of the credential variables',
        actual: `the value of ${name} in the output`,
      });
    }
  },
);

test(
  'does not copy events and results to the log by itself',
  covers('logging.event-not-logged').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const mark = `mark-private-${t.seed}`;

    const from = sandbox.trace.length;
    await sandbox.invoke({ private: mark });
    // A second invocation gives the output of the first time to arrive.
    await sandbox.invoke({ n: 2 });
    await sandbox.waitForPoll();

    const output = sandbox.process.output(undefined, from);
    t.verify('logging.event-not-logged', !output.includes(mark), {
      code: 'payload-printed',
      expected: 'no part of the event in the output',
      actual: JSON.stringify(output.slice(-500)),
    });
  },
);
