import { spawnSync } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { startFixture } from './fixtures/start-fixture.ts';
import { PROTECTION_VARIABLE } from './isolation.ts';
import { readProcess } from './proc.ts';
import { endStrays } from './strays.ts';

vi.stubEnv(PROTECTION_VARIABLE, 'marks');

test.runIf(process.platform === 'linux')(
  ...needs('setsid', 'finds what has no process tag, group or session of the sandbox by its descent'),
  async () => {
    const { runtime, printed, output } = startFixture('clears-its-tag');
    await printed('ready');
    const stray = Number(/\d+/.exec(output.text('stdout'))?.[0]);
    expect(readProcess(stray)?.dead).toBe(false);

    await runtime.terminate();

    expect(readProcess(stray)?.dead ?? true).toBe(true);
  },
);

test.runIf(process.platform === 'linux')(
  ...needs('setsid', 'a process that escaped its sandbox is ended with the run'),
  async () => {
    const { runtime, output, printed } = startFixture('escapes');
    await printed('escaped');
    const stray = Number(/escaped (\d+)/.exec(output.text('stdout'))?.[1]);
    await runtime.terminate();

    await endStrays();

    expect(readProcess(stray)?.dead ?? true).toBe(true);
  },
);

test.runIf(process.platform === 'linux')(
  ...needs('prlimit', 'a bootstrap writes no core dump unless it asks for one'),
  async () => {
    setCoreLimit('unlimited');
    onTestFinished(() => setCoreLimit('0'));
    const { runtime, output } = startFixture('prints-its-core-limit');

    await runtime.exited;
    await runtime.outputEnded;

    expect(output.text('stdout')).toBe('0 unlimited\n');
    await runtime.terminate();
    await endStrays();
  },
);

function setCoreLimit(soft: string): void {
  spawnSync('prlimit', ['--pid', String(process.pid), `--core=${soft}:`]);
}
