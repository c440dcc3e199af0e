import { expect, test } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { startFixture } from './fixtures/start-fixture.ts';
import { readProcess } from './proc.ts';
import { endStrays } from './strays.ts';

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
