import type { Sandbox } from '../harness/sandbox.ts';
import type { Entry } from '../harness/trace/entry.ts';
import { outputWith, writing } from './output.ts';
import { isPoll } from './requests.ts';
import { covers, test } from './support.ts';
import { seeWhileBusy } from './while-busy.ts';

/** What a runtime that rests may still be waiting for is on its way for less than this. */
const SETTLING_MS = 100;

/** More than a pipe and both sides' buffers hold (64 KiB each on Linux), so that some of it has to wait. */
const LARGE = { line: `${'x'.repeat(1023)}\n`, repeat: 1024 };

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
    const early = await seeWhileBusy(sandbox, isPoll, {
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
    // A handler that blocks goes on when the output is read; a runtime that waits for its output ends when it is. One may
    // wait for two seconds and no longer, so that it is read as soon as nothing goes on any more.
    await sandbox.comesToRest(scene.limits.outcomeMs);
    await sandbox.see(hasExited, { awaited: 'an early end', from, limitMs: SETTLING_MS });
    await sandbox.comesToRest(scene.limits.outcomeMs);
    sandbox.resumeOutput();
    const exit = await sandbox.exit();
    if (exit === undefined) scene.inconclusive('The runtime could not be made to exit by replies with 500.');
    await sandbox.outputEnds();

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

function hasExited({ kind }: Entry): boolean {
  return kind === 'runtime-exited';
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
