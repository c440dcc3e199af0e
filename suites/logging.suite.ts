import type { Sandbox } from '../harness/sandbox.ts';
import type { Entry } from '../harness/trace/entry.ts';
import { covers, test } from './support.ts';

/** More than a pipe and both sides' buffers hold (64 KiB each on Linux), so that some of it has to wait. */
const LARGE = { line: `${'x'.repeat(1023)}\n`, repeat: 1024 };

test(
  'lets handler output reach stdout and stderr, and never the response body',
  covers('logging.output-passes-through', 'logging.output-not-in-result'),
  async (scene) => {
    const sandbox = await scene.warm();
    const marks = { stdout: 'lambdaspec-out-1', stderr: 'lambdaspec-err-2' };

    const from = sandbox.trace.length;
    const outcome = await sandbox.invoke(writing(`${marks.stdout}\n`, `${marks.stderr}\n`));
    for (const [stream, mark] of Object.entries(marks)) {
      const seen = await outputWith(sandbox, mark, from, scene.limits.outcomeMs);
      scene.verify('logging.output-passes-through', seen, {
        deviation: 'What the handler writes does not reach the output of the process.',
        expected: `"${mark}", written to ${stream}, on stdout or stderr`,
        actual: JSON.stringify(sandbox.output(undefined, from).slice(-500)),
      });
    }
    const leaked = outcome.text.includes(marks.stdout) || outcome.text.includes(marks.stderr);
    scene.verify('logging.output-not-in-result', !leaked, {
      deviation: 'What the handler writes ends up in the body of the response.',
      expected: 'the result alone',
      actual: outcome.describe(),
    });
  },
);

test(
  'flushes what the handler wrote before it calls `next`',
  covers('logging.flushed-before-next'),
  async (scene) => {
    const sandbox = await scene.warm();
    const mark = 'lambdaspec-unfinished-line';

    // Frozen the moment it polls, as Lambda may do: what then still comes was on its way already. So nothing hangs on
    // how fast we read.
    const thawLater = freezeAtPoll(sandbox);
    const from = sandbox.trace.length;
    let flushed: boolean;
    try {
      await sandbox.invoke(writing(mark, mark));
      await sandbox.nextPoll(from);
      flushed = await outputWith(sandbox, mark, from, scene.limits.quietMs, 2);
    } finally {
      thawLater();
    }
    scene.verify('logging.flushed-before-next', flushed, {
      deviation: 'What the handler wrote is still inside the process when the runtime polls.',
      expected: `"${mark}" on both outputs before the poll`,
      actual: `the output is ${JSON.stringify(sandbox.output(undefined, from).slice(-500))}`,
    });
  },
);

test(
  'waits until a slow reader has taken the output before it calls `next`',
  covers('logging.flushed-before-next'),
  async (scene) => {
    const sandbox = await scene.warm();

    sandbox.pauseOutput();
    const delivery = sandbox.deliver(writing(LARGE.line, '', LARGE.repeat));
    const early = await sandbox.see(isPoll, {
      awaited: 'a poll too early',
      from: delivery.from,
      limitMs: scene.limits.quietMs,
    });
    sandbox.resumeOutput();
    const outcome = await delivery.outcome();
    if (outcome.kind === 'none')
      scene.inconclusive(`The invocation that writes has no outcome: ${outcome.reason}.`);

    scene.verify('logging.flushed-before-next', early === undefined, {
      deviation:
        'The runtime polls while output that the pipe could not take yet is still inside the process.',
      expected: `no poll before ${LARGE.line.length * LARGE.repeat} bytes of output have been read`,
      actual: 'a poll with most of them unread',
    });
  },
);

test(
  'flushes the output before it exits after a failure',
  covers('logging.flushed-before-exit'),
  async (scene) => {
    const sandbox = await scene.fresh();
    const broken = [{ fault: 'status', status: 500 }] as const;
    // What makes a runtime give up: its result meets a 500 and, should it go on regardless, so do its polls.
    sandbox.runtimeApi.faults.arm('response', broken, { times: 50 });
    sandbox.runtimeApi.faults.arm('next', broken, { times: 50 });

    sandbox.pauseOutput();
    const { from } = sandbox.deliver(writing(LARGE.line, '', LARGE.repeat));
    // A handler that writes asynchronously is done now; one that blocks goes on when the output is read.
    await sandbox.see(isPost, { awaited: 'the response', from, limitMs: scene.limits.quietMs });
    sandbox.resumeOutput();
    const exit = await sandbox.exit();
    if (exit === undefined) scene.inconclusive('The runtime could not be made to exit by replies with 500.');

    const wanted = LARGE.line.length * LARGE.repeat;
    const came = sandbox
      .output('stdout', from)
      .split('\n')
      .filter((line) => line === LARGE.line.trimEnd()).length;
    scene.verify('logging.flushed-before-exit', came === LARGE.repeat, {
      deviation: 'Output of the handler is lost when the runtime exits after a failure.',
      expected: `${LARGE.repeat} lines, ${wanted} bytes`,
      actual: `${came} whole lines`,
    });
  },
);

test('prints no secrets of its environment', covers('logging.no-secrets'), async (scene) => {
  const sandbox = await scene.fresh();

  await sandbox.invoke({ n: 1 });
  await sandbox.rest();

  const output = sandbox.output();
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    const secret = sandbox.environment[name] ?? '';
    scene.verify('logging.no-secrets', secret === '' || !output.includes(secret), {
      deviation: 'The runtime prints a secret of its environment.',
      expected: 'output without the values of the credential variables',
      actual: `the value of ${name} in the output`,
    });
  }
});

test(
  'does not copy events and results to the log by itself',
  covers('logging.event-not-logged'),
  async (scene) => {
    const sandbox = await scene.warm();
    const mark = `lambdaspec-private-${scene.seed}`;

    const from = sandbox.trace.length;
    await sandbox.invoke({ private: mark });
    // A second round, so that the output of the first one has had its time.
    await sandbox.invoke({ n: 2 });
    await sandbox.rest();

    const output = sandbox.output(undefined, from);
    scene.verify('logging.event-not-logged', !output.includes(mark), {
      deviation: 'The runtime copies the event or the result to its output.',
      expected: 'no part of the event in the output',
      actual: JSON.stringify(output.slice(-500)),
    });
  },
);

/** The event that has the function write. */
function writing(stdout: string, stderr: string, repeat = 1): unknown {
  return { probe: 'log', stdout, stderr, repeat };
}

function isPoll(entry: Entry): boolean {
  return entry.kind === 'request' && entry.endpoint === 'next';
}

function isPost(entry: Entry): boolean {
  return entry.kind === 'request' && entry.endpoint === 'response';
}

/** Waits until the text has come so many times, on whichever output. */
async function outputWith(
  sandbox: Sandbox,
  text: string,
  from: number,
  limitMs: number,
  times = 1,
): Promise<boolean> {
  const enough = (): boolean =>
    sandbox.output('stdout', from).split(text).length +
      sandbox.output('stderr', from).split(text).length -
      2 >=
    times;
  const seen = await sandbox.see((entry) => entry.kind === 'output' && enough(), {
    awaited: `"${text}" in the output`,
    from,
    limitMs,
  });
  return seen !== undefined;
}

/** Freezes the process at its next poll; returns the function that lets it go on. */
function freezeAtPoll(sandbox: Sandbox): () => void {
  let frozen = false;
  const unsubscribe = sandbox.trace.subscribe((entry) => {
    if (frozen || !isPoll(entry)) return;
    frozen = true;
    sandbox.freeze();
  });
  return () => {
    unsubscribe();
    if (frozen) sandbox.thaw();
  };
}
