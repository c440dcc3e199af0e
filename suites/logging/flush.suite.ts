import { isPoll } from '../../harness/trace/calls.ts';
import { UnreachedError } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { outputWith, writing } from './function-output.ts';
import { shortOutput } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';
import { seeWhileBusy } from '../support/see-while-busy.ts';

/** Anything that an idle runtime still waits for arrives within this time. */
const SETTLING_MS = 100;

/** The longest time that an exiting runtime may wait for its output to be read. The reference runtime waits 2 s. */
const LAST_WAIT_MS = 1900;

/** More than a pipe and the buffers of both sides hold (64 KiB each on Linux). */
const LARGE = { line: `${'x'.repeat(1023)}\n`, repeat: 1024 };

/** What the handler writes last: a whole line, and text that a line-buffered stream keeps. */
const FLUSHED = [
  { requirement: 'logging.flushed-before-next', mark: 'mark-whole-line', end: '\n' },
  { requirement: 'logging.unfinished-line-flushed', mark: 'mark-unfinished-line', end: '' },
] as const;

test(
  'flushes what the handler wrote before it calls `next`',
  covers('logging.flushed-before-next', 'logging.unfinished-line-flushed').against(shortOutput),
  async (t) => {
    const sandbox = await t.warm();

    for (const { requirement, mark, end } of FLUSHED) {
      const { flushed, output } = await frozenOutput(sandbox, `${mark}${end}`, mark, t.limits.quietMs);
      t.verify(requirement, flushed, {
        code: 'output-buffered',
        expected: `"${mark}" on both outputs before the poll`,
        actual: `the output is ${JSON.stringify(output.slice(-500))}`,
      });
    }
  },
);

test(
  'waits until a slow reader has taken the output before it calls `next`',
  covers('logging.flushed-before-next').against(shortOutput),
  async (t) => {
    const sandbox = await t.warm();

    sandbox.process.pauseOutput();
    const delivery = sandbox.deliver(writing(LARGE.line, '', LARGE.repeat));
    const early = await seeWhileBusy(sandbox, isPoll, {
      awaited: 'an early poll',
      from: delivery.from,
      limitMs: t.limits.quietMs,
    });
    sandbox.process.resumeOutput();
    const outcome = await delivery.outcome();
    if (outcome.kind === 'none') t.inconclusive(`The writing invocation has no outcome: ${outcome.reason}.`);

    t.verifyAbsence('logging.flushed-before-next', early === undefined, {
      code: 'pipe-not-awaited',
      expected: `no poll before ${LARGE.line.length * LARGE.repeat} bytes of output have been read`,
      actual: 'a poll while most of them were unread',
    });
  },
);

test(
  'flushes the output before it exits after a failure',
  {
    ...covers('logging.flushed-before-exit').against(shortOutput),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const broken = [{ fault: 'status', status: 500 }] as const;
    // To make the runtime exit, its result gets a 500, and so do further polls.
    sandbox.runtimeApi.faults.arm('response', broken, { times: 50 });
    sandbox.runtimeApi.faults.arm('next', broken, { times: 50 });

    sandbox.process.pauseOutput();
    const { from } = sandbox.deliver(writing(LARGE.line, '', LARGE.repeat));
    // Reading the output unblocks the handler and a runtime that waits to flush. So the test reads when the runtime is
    // idle; if a busy machine hides that, it reads well before such a wait ends.
    const refused = sandbox.trace.waitForOptional(isFault, {
      awaited: 'a refused request',
      from,
      limitMs: t.limits.outcomeMs,
    });
    await Promise.race([
      settles(sandbox, t.limits.outcomeMs),
      refused.then(() => sandbox.trace.sleep(LAST_WAIT_MS / 2)),
    ]);
    sandbox.process.resumeOutput();
    const exit = await sandbox.trace.waitForExit(sandbox.limits.exitMs);
    if (exit === undefined) t.inconclusive('The runtime did not exit after replies with 500.');
    await sandbox.process.outputEnds(sandbox.limits.exitMs);

    const wanted = LARGE.line.length * LARGE.repeat;
    const came = sandbox.process
      .output('stdout', from)
      .split('\n')
      .filter((line) => line === LARGE.line.trimEnd()).length;
    const gaveUpAt = sandbox.trace.entries.findLast(isFault)?.at ?? Number.POSITIVE_INFINITY;
    const exitedAt = sandbox.trace.entries.findLast(({ kind }) => kind === 'runtime-exited')?.at ?? 0;
    if (came !== LARGE.repeat && exitedAt - gaveUpAt > LAST_WAIT_MS) {
      sandbox.trace.recordTimeout({ awaited: 'the rest of the output', limitMs: LAST_WAIT_MS });
      throw new UnreachedError('this machine was too busy to read the output in time');
    }
    t.verify('logging.flushed-before-exit', came === LARGE.repeat, {
      code: 'output-lost',
      expected: `${LARGE.repeat} lines, ${wanted} bytes`,
      actual: `${came} whole lines`,
    });
  },
);

/** Waits until the runtime is idle: it has finished, or waits for its output to be read. */
async function settles(sandbox: Sandbox, limitMs: number): Promise<void> {
  await sandbox.process.waitUntilIdle(limitMs);
  await sandbox.trace.sleep(SETTLING_MS);
  await sandbox.process.waitUntilIdle(limitMs);
}

function isFault({ kind }: Entry): boolean {
  return kind === 'fault';
}

/**
 * Writes a text to both outputs, freezes the runtime the moment it polls, as Lambda may, and reads the output. What is
 * read after the freeze was written before it, so the speed of our reading does not matter.
 */
async function frozenOutput(
  sandbox: Sandbox,
  text: string,
  mark: string,
  limitMs: number,
): Promise<{ readonly flushed: boolean; readonly output: string }> {
  const thawLater = freezeAtPoll(sandbox);
  const from = sandbox.trace.length;
  try {
    await sandbox.invoke(writing(text, text));
    await sandbox.trace.nextPoll(from, sandbox.limits.outcomeMs);
    const flushed = await outputWith(sandbox, mark, from, limitMs, 2);
    return { flushed, output: sandbox.process.output(undefined, from) };
  } finally {
    thawLater();
  }
}

/** Freezes the process at its next poll; returns the function that thaws it. */
function freezeAtPoll(sandbox: Sandbox): () => void {
  let frozen = false;
  const unsubscribe = sandbox.trace.subscribe((entry) => {
    if (frozen || !isPoll(entry)) return;
    frozen = true;
    sandbox.process.freeze();
  });
  return () => {
    unsubscribe();
    if (frozen) sandbox.process.thaw();
  };
}
