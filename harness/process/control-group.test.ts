import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { hasControlGroups } from './control-group.ts';
import { ESCAPE, startShell } from './fixtures/start-shell.ts';
import { PROTECTION_VARIABLE, protectionHere } from './isolation.ts';
import { listProcesses } from './proc.ts';

vi.stubEnv(PROTECTION_VARIABLE, 'cgroup');

describe.runIf(hasControlGroups())('a bootstrap in a control group', () => {
  test('is protected by it', () => {
    expect(protectionHere()).toBe('cgroup');
  });

  test('is ended with a process that nothing leads back from, and the group is removed', async () => {
    const { runtime, text } = startShell(`${ESCAPE}; exec sleep 1000`);
    await expect.poll(text).toBe('escaped\n');
    const group = groupOf(runtime.pid);
    expect(group).toMatch(/\/sandboxes-\w+\/sandbox-\w+$/);
    expect(inhabitants(group)).toHaveLength(2);
    expect(runtime.descendants()).toHaveLength(1);

    await runtime.terminate();

    expect(inhabitants(group)).toEqual([]);
    expect(foldersOf(group).filter((folder) => existsSync(folder))).toEqual([]);
  });

  test('has its exit code and its output', async () => {
    const { runtime, ended } = startShell('echo "$0 $PWD"; exit 7');

    await expect(runtime.exited).resolves.toEqual({ kind: 'exited', exitCode: 7 });
    await expect(ended()).resolves.toBe('/bin/sh /\n');
  });
});

/** The path of the group of version 2 in its hierarchy. */
function groupOf(pid: number): string {
  try {
    return /^0::(.*)$/m.exec(readFileSync(`/proc/${String(pid)}/cgroup`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function inhabitants(group: string): number[] {
  return listProcesses().flatMap(({ pid, dead }) => (!dead && groupOf(pid) === group ? [pid] : []));
}

/** Where the group, and the one that holds it, are shown. */
function foldersOf(group: string): string[] {
  const places = readFileSync('/proc/self/mountinfo', 'latin1')
    .split('\n')
    .filter((line) => line.includes(' - cgroup2 '))
    .map((line) => line.split(' ')[4] ?? '');
  return places.flatMap((place) => [join(place, group), join(place, group, '..')]);
}
