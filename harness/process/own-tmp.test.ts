import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RuntimeExit } from '../trace/entry.ts';
import { SANDBOX_VARIABLE } from './members.ts';
import { FIXTURES } from './fixtures/start-fixture.ts';
import { GUARD_SCRIPT } from './guard-script.ts';
import { hasOwnTmp, PROTECTION_VARIABLE } from './isolation.ts';
import { OwnTmp } from './own-tmp.ts';
import { startRuntime, type RuntimeProcess, type StartOptions } from './start.ts';

vi.stubEnv(PROTECTION_VARIABLE, 'namespace');

const ABSENT = 'cat: ../lambdaspec-absent: No such file or directory\n';

interface Run {
  readonly runtime: RuntimeProcess;
  readonly processTag: string;
  readonly exit: () => Promise<RuntimeExit>;
  readonly text: () => string;
}

/** Starts a command in a /tmp of its own. */
function startInOwnTmp(options: Pick<StartOptions, 'command'> & Partial<StartOptions>): Run {
  const tmp = OwnTmp.make();
  if (tmp === undefined) throw new Error('No folder can be made.');
  const output: Buffer[] = [];
  const processTag = `test-${randomUUID()}`;
  const runtime = startRuntime({
    cwd: '/',
    environment: { PATH: process.env['PATH'] ?? '' },
    tmp: tmp.path,
    processTag,
    onOutput: (_, bytes) => output.push(bytes),
    ...options,
  });
  onTestFinished(async () => {
    await runtime.terminate();
    await tmp.remove();
  });
  return {
    runtime,
    processTag,
    exit: async () => {
      const exit = await runtime.exited;
      await runtime.outputEnded;
      return exit;
    },
    text: () => Buffer.concat(output).toString(),
  };
}

const shell = (script: string, ...words: string[]): readonly [string, ...string[]] => [
  '/bin/sh',
  '-c',
  script,
  ...words,
];

describe.runIf(hasOwnTmp())('a bootstrap in its own /tmp', () => {
  /** Below /tmp, as a bootstrap of a test may be. */
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync('/tmp/lambdaspec-test-');
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('finds it empty, writable for everyone, and apart from that of the machine', async () => {
    const name = `lambdaspec-${randomUUID()}`;
    const { exit, text } = startInOwnTmp({
      command: shell('ls -A /tmp | wc -l; stat -c %a /tmp; echo x >/tmp/"$0"; ls /tmp', name),
    });

    await expect(exit()).resolves.toEqual({ kind: 'exited', exitCode: 0 });

    expect(text().trim().split(/\s+/)).toEqual(['0', '1777', name]);
    expect(existsSync(join('/tmp', name))).toBe(false);
  });

  test('has the same environment, arguments and working folder as without', async () => {
    const environment = {
      PATH: process.env['PATH'] ?? '',
      LD_LIBRARY_PATH: '/nowhere',
      EMPTY: '',
      'a.b': 'c=d\n "e"',
    };
    const command = [
      process.execPath,
      '-e',
      'console.log(JSON.stringify([process.env, process.argv.slice(1), process.cwd()]))',
      ' a  "b"',
      '$HOME',
    ] as const;
    const { processTag, exit, text } = startInOwnTmp({ command, environment, cwd: FIXTURES });

    await exit();

    expect(JSON.parse(text())).toEqual([
      { ...environment, [SANDBOX_VARIABLE]: processTag },
      command.slice(3),
      FIXTURES,
    ]);
  });

  test('reports exit codes and signals as without', async () => {
    const code = startInOwnTmp({ command: shell('exit 7') });
    const likeSignal = startInOwnTmp({ command: shell('exit 143') });
    const crash = startInOwnTmp({ command: shell('kill -s SEGV $$') });
    const stopped = startInOwnTmp({ command: shell('echo ready; sleep 60') });
    await expect.poll(() => stopped.text()).toBe('ready\n');

    stopped.runtime.signal('SIGTERM');

    await expect(code.exit()).resolves.toEqual({ kind: 'exited', exitCode: 7 });
    await expect(likeSignal.exit()).resolves.toEqual({ kind: 'exited', exitCode: 143 });
    await expect(crash.exit()).resolves.toEqual({ kind: 'signalled', signal: 'SIGSEGV', forced: false });
    await expect(stopped.exit()).resolves.toEqual({ kind: 'signalled', signal: 'SIGTERM', forced: true });
  });

  test.each([
    ['does-not-exist', 'ENOENT'],
    ['bad-interpreter', 'ENOENT'],
    ['has-windows-line-endings', 'ENOENT'],
    ['not-executable', 'EACCES'],
    ['lacks-interpreter-line', 'ENOEXEC'],
  ])('fails to start as without: %s', async (name, code) => {
    const { runtime, exit } = startInOwnTmp({ command: [join(FIXTURES, name)] });

    await expect(exit()).resolves.toMatchObject({ kind: 'failed-to-start', code });

    expect(runtime.pid).toBe(0);
  });

  test.runIf(process.getuid?.() === 0)('runs as the user named, who can write there', async () => {
    const { exit, text } = startInOwnTmp({
      command: shell('id -u; id -G; echo x >/tmp/x; ls -A /tmp'),
      user: 65_534,
    });

    await exit();

    expect(text()).toBe('65534\n65534\nx\n');
  });

  test('sees its own files below /tmp, also behind links and in variables, and no others', async () => {
    const [root, elsewhere, named] = ['root', 'elsewhere', 'named'].map((name) => `${folder}-${name}`);
    for (const path of [root, elsewhere, named]) mkdirSync(path ?? '');
    onTestFinished(() => {
      for (const path of [root, elsewhere, named]) rmSync(path ?? '', { recursive: true });
    });
    const bootstrap = join(folder, 'boot strap');
    writeFileSync(bootstrap, '#!/bin/sh\npwd\nls -A /tmp\ncat function\ncat ../lambdaspec-absent\n', {
      mode: 0o755,
    });
    writeFileSync(join(elsewhere ?? '', 'function'), 'the function\n');
    symlinkSync(join(elsewhere ?? '', 'function'), join(root ?? '', 'function'));
    writeFileSync('/tmp/lambdaspec-absent', '');
    onTestFinished(() => rmSync('/tmp/lambdaspec-absent'));

    const environment = { PATH: process.env['PATH'] ?? '', OPTIONS: `--config=${named}/file` };
    const { exit, text } = startInOwnTmp({ command: [bootstrap], cwd: root ?? '', environment });
    await exit();

    const seen = [folder, elsewhere, named, root].map((path) => basename(path ?? ''));
    expect(text()).toBe(`${root}\n${seen.join('\n')}\nthe function\n${ABSENT}`);
  });

  test('thirty starts at once can each create the same file', async () => {
    const name = `lambdaspec-${randomUUID()}`;
    const runs = Array.from({ length: 30 }, () =>
      // Fails if the file exists.
      startInOwnTmp({ command: shell('set -C; echo x >/tmp/"$0" || exit 1', name) }),
    );

    const exits = await Promise.all(runs.map(({ exit }) => exit()));

    expect(exits).toEqual(runs.map(() => ({ kind: 'exited', exitCode: 0 })));
  });

  test('removes folders deeper than any path may be long', async () => {
    const tmp = OwnTmp.make();
    if (tmp === undefined) throw new Error('No folder can be made.');
    const dig = 'cd /tmp; n=0; while [ $n -lt 600 ]; do mkdir deepfolder; cd deepfolder; n=$((n + 1)); done';
    await startInOwnTmp({ command: shell(dig), tmp: tmp.path }).exit();

    await tmp.remove();

    expect(existsSync(tmp.path)).toBe(false);
  });

  test('keeps it for a restart', async () => {
    const tmp = OwnTmp.make();
    if (tmp === undefined) throw new Error('No folder can be made.');
    const exits = [];
    for (const script of ['mkdir /tmp/kept', 'test -d /tmp/kept']) {
      exits.push(await startInOwnTmp({ command: shell(script), tmp: tmp.path }).exit());
    }
    await tmp.remove();

    expect(exits).toEqual([0, 0].map((exitCode) => ({ kind: 'exited', exitCode })));
    expect(existsSync(tmp.path)).toBe(false);
  });
});

test('the guard removes the folder of all sandboxes when the harness dies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandboxes-'));
  mkdirSync(join(folder, 'sandbox with a blank'));
  const moved = `${folder} moved`;
  renameSync(folder, moved);

  spawnSync('/bin/sh', ['-c', GUARD_SCRIPT], { input: `% ${folder}\n% ${moved}\n` });

  expect(existsSync(moved)).toBe(false);
});

test('the guard removes no folder that is not for sandboxes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambdaspec-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  spawnSync('/bin/sh', ['-c', GUARD_SCRIPT], { input: `% ${folder}\n` });

  expect(existsSync(folder)).toBe(true);
});
