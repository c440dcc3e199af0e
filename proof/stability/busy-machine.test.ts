/** On a busy machine nothing is proved by what does not happen: neither for a runtime nor against it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { judgeWithCommand, type Judged } from '../support/judge-bootstrap.ts';
import { referenceBootstrap } from '../support/places.ts';
import { keepBusy } from './busy-loops.ts';

const LOOPS_PER_CORE = 2;
const SPINS_OR_BUSY = /^deviates$|too busy: .* waited for a processor \d+ % of the time/;

/** Requirements that hold by what does not happen in time, or not too often. */
const BY_ABSENCE = [
  'next.403-no-hot-loop',
  'next.4xx-no-hot-loop',
  'next.missing-request-id',
  'http.truncated-event-dropped',
  'http.first-connect-retried',
  'loop.cleanup-before-next',
  'response.reply-awaited-before-next',
  'init.api-unreachable',
];

function verdicts({
  run,
}: Judged): ReadonlyMap<string, { readonly verdict: string; readonly reason: string | null }> {
  return new Map(
    (run?.requirements ?? [])
      .filter(({ verdict }) => verdict !== 'not-testable')
      .map(({ id, verdict, reason }) => [id, { verdict, reason }]),
  );
}

describe('beside busy loops', () => {
  let busy: ReturnType<typeof keepBusy> | undefined;
  beforeAll(() => {
    busy = keepBusy(LOOPS_PER_CORE);
  });
  afterAll(() => busy?.stop());

  test('a right runtime conforms or is inconclusive', { timeout: 180_000 }, async () => {
    const only = BY_ABSENCE.flatMap((id) => ['--only', id]);

    const judged = await judgeWithCommand(['--probe', '--quick', '--seed', '1', ...only, referenceBootstrap]);

    const found = [...verdicts(judged).values()].map(({ verdict }) => verdict);
    expect(found).toHaveLength(BY_ABSENCE.length);
    expect(found.filter((verdict) => verdict !== 'conformant' && verdict !== 'inconclusive')).toEqual([]);
  });

  test(
    ...needs('chrt', 'a runtime that spins so slowly that it looks patient is not conformant', {
      timeout: 180_000,
    }),
    async () => {
      const bootstrap = join(import.meta.dirname, 'fixtures', 'spins-starved');

      const judged = await judgeWithCommand([
        '--quick',
        '--seed',
        '1',
        '--only',
        'next.403-no-hot-loop',
        bootstrap,
      ]);

      const { verdict, reason } = verdicts(judged).get('next.403-no-hot-loop') ?? {};
      // A machine that is busy enough hides it, and the reason says so; another shows it.
      expect(verdict === 'deviates' ? verdict : reason).toMatch(SPINS_OR_BUSY);
    },
  );
});
