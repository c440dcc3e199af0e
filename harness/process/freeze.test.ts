import { expect, test } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { startFixture } from './fixtures/start-fixture.ts';
import type { RuntimeProcess } from './start.ts';

const cpuOf = async (runtime: RuntimeProcess): Promise<number> => (await runtime.sample())?.cpuMs ?? 0;

for (const [name, tool] of [
  ['burns-cpu', 'sh'],
  ['double-forks-away', 'setsid'],
] as const) {
  test.runIf(process.platform === 'linux')(...needs(tool, `stops ${name} until it is thawed`), async () => {
    await using runtime = startFixture(name).runtime;
    await using control = startFixture('burns-cpu').runtime;
    await expect.poll(() => cpuOf(runtime), { timeout: 5000 }).toBeGreaterThan(20);

    runtime.freeze();
    // The tick in which it is stopped may still be charged to it.
    const atFreeze = (await cpuOf(runtime)) + 10;
    // Another process's work measures time, so that a busy machine cannot make this pass.
    const controlAtFreeze = await cpuOf(control);
    await expect.poll(() => cpuOf(control), { timeout: 5000 }).toBeGreaterThan(controlAtFreeze + 100);
    expect(await cpuOf(runtime)).toBeLessThanOrEqual(atFreeze);

    runtime.thaw();
    await expect.poll(() => cpuOf(runtime), { timeout: 5000 }).toBeGreaterThan(atFreeze + 20);
  });
}
