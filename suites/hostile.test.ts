/** Hostile bootstraps: a right verdict in bounded time and memory, readable reports, and nothing left behind. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_SECONDS, judgeHostile } from './hostile/judge.ts';
import { hostileBootstraps } from './hostile/bootstraps.ts';

describe.concurrent('a hostile bootstrap', () => {
  const rows = hostileBootstraps.map((bootstrap) => ({
    called: [bootstrap.name, ...(bootstrap.arguments ?? [])].join(' '),
    bootstrap,
  }));

  // The bound in time is for the run; what waits for its turn among the others is not to blame.
  test.each(rows)('$called', { timeout: 3000 * DEFAULT_SECONDS }, async ({ bootstrap }) => {
    const { objections } = await judgeHostile(bootstrap);

    expect(objections).toEqual([]);
  });
});
