/** Resource samples over many invocations in one process. */
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { ResourceSample } from '../../harness/trace/entry.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type CodeOf, type TestContext, RawEvent } from '../support/test.ts';
import { brokenByResults, chargeWrongResult } from '../support/returned.ts';

/** Invocations and rounds. After each round the waiting process is sampled. */
const INVOCATIONS = { quick: 80, normal: 1000, slow: 5000 };
const ROUNDS = 20;

/** A runtime that starts programs takes tens of milliseconds per event, so it gets fewer of them. */
const TIME_MS = { quick: 1500, normal: 6000, slow: 60_000 };
const FEWEST_PER_ROUND = 4;

/** Of so many events one has each unusual outcome: a leak may belong to one kind of outcome. */
const REFUSED = 10;

/** Events of normal size: the cost of a run must come from the runtime. */
const PADDING = 'x'.repeat(4000);

/** Lambda's descriptor limit for a process of an on-demand function. */
const DESCRIPTOR_LIMIT = 1024;

/** The slowest leak that counts: one for every second outcome of one kind. */
const LEAKED_PER_INVOCATION = 0.5 / REFUSED;

/** Garbage-collected heaps grow at first and shrink late; a leak exceeds this. */
const MEMORY_TOLERANCE_BYTES = 64 * 1024 * 1024;

test(
  'serves many invocations in one process without growing in descriptors, threads, children or memory',
  {
    ...covers('loop.no-resource-growth').against(ordinaryEvent),
    exercises: [...brokenByResults],
    concurrency: 'unbounded',
  },
  async (t) => {
    const kinds = await survivedKinds(t);
    const judged = await t.fresh();
    if ((await judged.process.sample()) === undefined) {
      return t.notTestable('This platform does not report the resources of a process.');
    }

    const perRound = await roundFor(t, judged);
    const rounds: Rounds = { t, sandbox: judged, kinds, charged: false };
    const samples: ResourceSample[] = [];
    while (samples.length < ROUNDS) {
      const sample = await round(rounds, perRound);
      if (sample === undefined) return t.inconclusive('The runtime did not serve all invocations.');
      samples.push(sample);
    }

    verifyPlateau(t, judged, samples, perRound);
  },
);

/** The number of invocations per round that fits into the time limit. */
async function roundFor(t: TestContext, sandbox: Sandbox): Promise<number> {
  const began = sandbox.trace.now();
  const plain: Rounds = { t, sandbox, kinds: [], charged: false };
  if ((await round(plain, FEWEST_PER_ROUND)) === undefined) {
    return t.inconclusive('The runtime did not serve the first invocations.');
  }
  const eachMs = (sandbox.trace.now() - began) / FEWEST_PER_ROUND;
  const affordable = Math.floor(TIME_MS[t.pace] / ROUNDS / eachMs);
  return Math.min(INVOCATIONS[t.pace] / ROUNDS, Math.max(FEWEST_PER_ROUND, affordable));
}

/** The unusual outcomes of an invocation. */
type Kind = 'refused' | 'failed' | 'undecodable';

/** The kinds after which the runtime continues; other requirements judge the others. */
async function survivedKinds(t: TestContext): Promise<readonly Kind[]> {
  const all: readonly Kind[] = t.smoke.actions.includes('throw')
    ? ['refused', 'failed', 'undecodable']
    : ['refused', 'undecodable'];
  let sandbox = await t.warm();
  const survived: Kind[] = [];
  for (const kind of all) {
    if (!sandbox.warm) sandbox = await t.warm();
    const outcome = await deliver(sandbox, kind, 0).outcome();
    await sandbox.waitForPoll();
    if (outcome.kind !== 'none' && sandbox.warm) survived.push(kind);
  }
  return survived;
}

function deliver(sandbox: Sandbox, kind: Kind | undefined, n: number): PendingInvocation {
  switch (kind) {
    case 'failed':
      return sandbox.deliver({ probe: 'throw', type: 'Oops', message: 'on purpose' });
    case 'undecodable':
      return sandbox.deliver(new RawEvent('{"malformed":'), { settleable: false });
    case 'refused':
    case undefined: {
      const delivery = sandbox.deliver(eventOf(n));
      if (kind !== undefined) {
        sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status: 413 }], {
          when: ({ requestId }) => requestId === delivery.requestId,
        });
      }
      return delivery;
    }
  }
}

function eventOf(n: number): unknown {
  return { n, padding: PADDING };
}

/** Where the rounds are played. */
interface Rounds {
  readonly t: TestContext;
  readonly sandbox: Sandbox;
  readonly kinds: readonly Kind[];
  /** Whether a wrong result was found; the first is enough. */
  charged: boolean;
}

async function round(rounds: Rounds, count: number): Promise<ResourceSample | undefined> {
  const { t, sandbox, kinds } = rounds;
  // Queued ahead, so that the runtime runs at full speed.
  const deliveries = Array.from({ length: count }, (_, n) => {
    const kind = kinds[n % REFUSED];
    return { kind, event: eventOf(n), delivery: deliver(sandbox, kind, n) };
  });
  for (const { kind, event, delivery } of deliveries) {
    const outcome = await delivery.outcome();
    if (outcome.kind === 'none') return undefined;
    if (kind === undefined && !rounds.charged) {
      rounds.charged = !chargeWrongResult(t, sandbox, outcome, event);
    }
  }
  await sandbox.waitForPoll();
  return sandbox.process.sample();
}

/** A resource of a process, and its tolerated growth. */
interface Figure {
  readonly code: CodeOf<'loop.no-resource-growth'>;
  readonly name: string;
  readonly of: (sample: ResourceSample) => number;
  readonly tolerated: number;
}

/** Judges the second half, when caches and pools are filled. */
function verifyPlateau(
  t: TestContext,
  sandbox: Sandbox,
  samples: readonly ResourceSample[],
  perRound: number,
): void {
  const half = samples.slice(Math.floor(samples.length / 2));
  const between = perRound * (half.length - 4);
  const tolerance = Math.max(4, between * LEAKED_PER_INVOCATION);
  const figures: readonly Figure[] = [
    {
      code: 'descriptors-grow',
      of: (sample) => sample.descriptors,
      name: 'descriptors',
      tolerated: tolerance,
    },
    { code: 'threads-grow', of: (sample) => sample.threads, name: 'threads', tolerated: tolerance },
    { code: 'processes-grow', of: (sample) => sample.processes, name: 'processes', tolerated: tolerance },
    {
      code: 'memory-grows',
      of: (sample) => sample.rssBytes,
      name: 'bytes of memory',
      tolerated: MEMORY_TOLERANCE_BYTES,
    },
  ];
  for (const { code, of, name, tolerated } of figures) {
    // From the highest early sample to the lowest late one, so that fluctuation does not count as growth.
    const early = Math.max(...half.slice(0, 3).map(of));
    const late = Math.min(...half.slice(-2).map(of));
    t.verify('loop.no-resource-growth', late - early <= tolerated, {
      code,
      expected: `no growth by more than ${Math.round(tolerated)} over the second half of ${samples.length * perRound} invocations`,
      actual: `from ${early} to ${late} ${name}`,
      sandbox,
    });
  }
  const most = Math.max(...samples.map((sample) => sample.descriptors));
  t.verify('loop.no-resource-growth', most < DESCRIPTOR_LIMIT, {
    code: 'too-many-descriptors',
    expected: `fewer than ${DESCRIPTOR_LIMIT}`,
    actual: String(most),
    sandbox,
  });
}
