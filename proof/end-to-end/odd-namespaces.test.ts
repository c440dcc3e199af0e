/** Machines whose process 1, or whose /proc, is not what a program expects. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { namespaceOf } from '../../harness/process/fixtures/start-fixture.ts';
import { PROTECTION_VARIABLE, protectionHere } from '../../harness/process/isolation.ts';
import { listProcesses, type ProcessFacts } from '../../harness/process/proc.ts';
import { command, referenceBootstrap } from '../support/places.ts';
import { argumentsOf } from '../support/judge-bootstrap.ts';
import { test } from '../support/run-command.ts';

const JUDGE = [command, '--quick', '--probe', referenceBootstrap];
const ONE = [command, '--quick', '--probe', '--only', 'next.continues-after-result', referenceBootstrap];

/** Perl, since a shell reaps. */
const NEVER_REAPS = 'if (!fork) { exec @ARGV } sleep';

describe.runIf(protectionHere() === 'namespace')('in a PID namespace', () => {
  test(
    'that shows the /proc of another one, a run ends with its verdict',
    { timeout: 120_000 },
    async ({ folder }) => {
      const child = spawn('unshare', ['--fork', '--pid', process.execPath, ...ONE], {
        cwd: folder,
        stdio: 'ignore',
      });

      expect(await once(child, 'exit')).toEqual([0, null]);
    },
  );

  test(
    'whose process 1 never reaps, the guard of a killed harness ends',
    { timeout: 120_000 },
    async ({ folder, onTestFinished }) => {
      const words = [
        '--fork',
        '--pid',
        '--mount-proc',
        'perl',
        '-e',
        NEVER_REAPS,
        process.execPath,
        ...JUDGE,
      ];
      // Its zombies carry the marks, for which the guard looks.
      const env = { ...process.env, [PROTECTION_VARIABLE]: 'marks' };
      const child = spawn('unshare', words, { cwd: folder, env, stdio: 'ignore' });
      const first = (): ProcessFacts | undefined =>
        listProcesses().find(({ parent }) => parent === child.pid);
      // Its end is the end of the namespace.
      onTestFinished(() => void process.kill(first()?.pid ?? child.pid ?? 0, 'SIGKILL'));
      const inside = (): ProcessFacts[] => {
        const init = first()?.pid;
        const namespace = init === undefined ? undefined : namespaceOf(init);
        return listProcesses().filter(
          ({ pid, dead }) =>
            !dead && pid !== init && namespace !== undefined && namespaceOf(pid) === namespace,
        );
      };
      const withWord = (word: string): ProcessFacts[] =>
        inside().filter(({ pid }) => argumentsOf(pid).includes(word));
      await expect.poll(() => withWord('vitest').length, { timeout: 60_000 }).toBe(1);
      // A bootstrap of the worker.
      await expect
        .poll(() => withWord('reference-runtime/main.js').length, { timeout: 60_000 })
        .toBeGreaterThan(0);

      for (const { pid } of [...withWord('vitest'), ...withWord(command)]) process.kill(pid, 'SIGKILL');

      await expect.poll(() => inside().map(({ pid }) => argumentsOf(pid)), { timeout: 10_000 }).toEqual([]);
    },
  );
});
