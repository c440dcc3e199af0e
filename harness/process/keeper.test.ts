import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { namespaceOf, startFixture } from './fixtures/start-fixture.ts';
import { ESCAPE, startShell } from './fixtures/start-shell.ts';
import { PROTECTION_VARIABLE, protectionHere } from './isolation.ts';
import { listProcesses, readProcess } from './proc.ts';

vi.stubEnv(PROTECTION_VARIABLE, 'namespace');

const ownChildren = (): number => listProcesses().filter(({ parent }) => parent === process.pid).length;

const inhabitants = (namespace: string | undefined): number[] =>
  listProcesses().flatMap(({ pid, dead }) => (!dead && namespaceOf(pid) === namespace ? [pid] : []));

describe.runIf(protectionHere() === 'namespace')('a bootstrap in a PID namespace', () => {
  test('sees itself below an init, as the leader of its group and session, in a /proc of its own', async () => {
    const { ended } = startShell(
      // The shell that reads the stat of process 1 is the bootstrap itself.
      'read -r pid name state parent group session rest </proc/$$/stat; echo "$$ $pid $PPID $parent $group $session"; ls -x /proc/self/fd',
    );

    const [own, ...others] = (await ended()).trim().split(/\s+/).map(Number);

    expect(own).toBeLessThan(10);
    // Descriptor 3 is the folder that ls reads.
    expect(others).toEqual([own, 1, 1, own, own, 0, 1, 2, 3]);
  });

  test('hides its variables from other users, who can read the arguments of its keeper', async () => {
    const { runtime, printed } = startFixture('never-ends');
    await printed('ready');
    const init = readProcess(runtime.pid)?.parent ?? 0;
    const keeper = readProcess(init)?.parent ?? 0;

    expect(
      [init, keeper].map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll(/[ \0]+$/g, '')),
    ).toEqual(['init', 'init']);
  });

  test('is ended with a process that nothing leads back from', async () => {
    const { runtime, text } = startShell(`${ESCAPE}; exec sleep 1000`);
    await expect.poll(text).toBe('escaped\n');
    const namespace = namespaceOf(runtime.pid);
    expect(namespace).not.toBe(namespaceOf(process.pid));
    // Process 1, the bootstrap and what escaped.
    expect(inhabitants(namespace)).toHaveLength(3);
    expect(runtime.descendants()).toHaveLength(1);

    await runtime.terminate();

    expect(inhabitants(namespace)).toEqual([]);
  });

  test('leaves no shared memory and no name to the machine', async () => {
    const name = `lambdaspec-${randomUUID()}`;
    const host = hostname();
    const { ended } = startShell(
      `ipcmk -Q >/dev/null && echo x >/dev/shm/${name} && hostname ${name}; ipcs -q | tail -2`,
    );

    expect(await ended()).toMatch(/0x\w+ /);

    expect(existsSync(`/dev/shm/${name}`)).toBe(false);
    expect(hostname()).toBe(host);
    expect(execFileSync('ipcs', ['-q'], { encoding: 'utf8' })).not.toMatch(/0x\w+ /);
  });

  test('cannot take the descriptors of the init, and so not report its own end', async () => {
    // pidfd_open(2) and pidfd_getfd(2)
    const take = 'my $init = syscall 434, 1, 0; print syscall(438, $init, 3, 0)';
    const { ended } = startShell(`perl -e '${take}'`);

    expect(await ended()).toBe('-1');
  });

  test('cannot end or stop the init', async () => {
    const { runtime, ended } = startShell('kill -s KILL 1; kill -s STOP 1; kill -s TERM 1; exit 143');

    await expect(runtime.exited).resolves.toEqual({ kind: 'exited', exitCode: 143 });
    await ended();
  });

  test('leaves nothing when its keeper is killed from outside', async () => {
    const { runtime, printed } = startFixture('never-ends');
    await printed('ready');
    const namespace = namespaceOf(runtime.pid);
    const keeper = readProcess(readProcess(runtime.pid)?.parent ?? 0)?.parent ?? 0;
    expect(readProcess(readProcess(keeper)?.parent ?? 0)?.parent).toBe(process.pid);

    process.kill(keeper, 'SIGKILL');

    await expect(runtime.exited).resolves.toEqual({ kind: 'signalled', signal: 'SIGKILL', forced: false });
    await expect.poll(() => inhabitants(namespace)).toEqual([]);
    await runtime.terminate();
  });

  test('outlives its launcher, and the next start makes a new one', async () => {
    const { runtime, printed } = startFixture('never-ends');
    await printed('ready');
    const keeper = readProcess(readProcess(runtime.pid)?.parent ?? 0)?.parent ?? 0;
    const launcher = readProcess(keeper)?.parent ?? 0;

    process.kill(launcher, 'SIGKILL');
    await expect.poll(() => readProcess(launcher)?.dead ?? true).toBe(true);
    const { ended } = startShell('echo started');

    expect(await ended()).toBe('started\n');
    expect(runtime.running).toBe(true);
    await runtime.terminate();
    await expect.poll(() => readProcess(keeper)?.dead ?? true).toBe(true);
  });

  test('holds no pipe of another one', async () => {
    const first = startShell('exec sleep 1000');
    const { ended } = startShell('ls -x /proc/self/fd');

    // Descriptor 3 is the folder that ls reads.
    expect((await ended()).trim().split(/\s+/)).toEqual(['0', '1', '2', '3']);
    await first.runtime.terminate();
  });

  test('gets a signal that was sent before it runs', async () => {
    const { runtime } = startFixture('never-ends');

    runtime.signal('SIGTERM');

    await expect(runtime.exited).resolves.toEqual({ kind: 'signalled', signal: 'SIGTERM', forced: true });
    await runtime.terminate();
  });

  test('has its orphans reaped', async () => {
    const { runtime, text } = startShell('(sh -c "exit 0" & exec true); echo ready; exec sleep 1000');
    await expect.poll(text).toBe('ready\n');

    const namespace = namespaceOf(runtime.pid);
    const zombies = (): number =>
      listProcesses().filter(({ pid, dead }) => dead && namespaceOf(pid) === namespace).length;

    await expect.poll(zombies).toBe(0);
  });
});

test.runIf(protectionHere() === 'namespace')(
  'a start adds no process to those of the harness once it is over',
  async () => {
    // The first makes the launcher.
    await startShell('exit 0').runtime.terminate();
    const before = ownChildren();
    for (let start = 0; start < 5; start += 1) await startShell('exit 0').runtime.terminate();

    expect(ownChildren()).toBe(before);
  },
);
