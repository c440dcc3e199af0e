import { expect, onTestFinished, test } from 'vitest';
import { limitsFor } from '../sandbox/limits.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { SandboxPool } from './sandbox-pool.ts';

/** A bootstrap that waits in one poll. */
const BOOTSTRAP =
  "require('node:http').get(`http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/next`)";

function openPool(): SandboxPool {
  const pool = new SandboxPool({
    target: {
      command: [process.execPath, '-e', BOOTSTRAP],
      handler: 'none.none',
      taskRoot: import.meta.dirname,
      environment: {},
    },
    smoke: { grade: 'echo', actions: [], coldStartMs: 100, language: null },
    limits: limitsFor(1000, 1),
    seed: 1,
    jobs: 2,
    pace: 'normal',
    runs: 1,
    selected: [],
    processTag: `pool-${String(process.pid)}`,
    sharedTmp: false,
    atFixedPort: false,
    crashFolder: undefined,
    earlier: [],
  });
  onTestFinished(() => pool.close());
  return pool;
}

async function waiting(opening: Promise<Sandbox>): Promise<Sandbox> {
  const sandbox = await opening;
  await sandbox.ready();
  return sandbox;
}

test('leases a sandbox that a test opened for itself and left unchanged', async () => {
  const pool = openPool();
  const own = await waiting(pool.open());

  await pool.giveBack(own, true);

  expect(await pool.lease()).toBe(own);
  expect(pool.isNew(own)).toBe(false);
});

test('gives one with settings of its own only to a test that ends it', async () => {
  const pool = openPool();
  const odd = await waiting(pool.open({ environment: { TZ: 'Asia/Tokyo' } }));
  const usual = await waiting(pool.lease());
  await pool.giveBack(odd, true, true);

  const another = await waiting(pool.lease());
  await pool.giveBack(usual, true);

  expect(another).not.toBe(odd);
  expect(await pool.lease({ endsIt: true })).toBe(odd);
  // It survived, and is still no process for every test.
  await pool.giveBack(odd, true);
  expect(await pool.lease()).toBe(usual);
});

test('gives the most used one to a test that ends it', async () => {
  const pool = openPool();
  const [first, second] = [await waiting(pool.lease()), await waiting(pool.lease())];
  await pool.giveBack(first, true);
  await pool.giveBack(await pool.lease(), true);
  await pool.giveBack(second, true);

  expect(await pool.lease({ endsIt: true })).toBe(first);
});

test('closes one that no test can use', async () => {
  const pool = openPool();
  const sandbox = await waiting(pool.lease());

  await pool.giveBack(sandbox, false);

  expect(sandbox.process.running).toBe(false);
});

test('a test that waits for its start takes what another test gives back meanwhile', async () => {
  const pool = openPool();
  const first = await waiting(pool.lease());
  // These use both places where processes start.
  const starting = [pool.open(), pool.open()];
  const second = pool.lease();

  await pool.giveBack(first, true);

  expect(await second).toBe(first);
  await Promise.all(starting);
});
