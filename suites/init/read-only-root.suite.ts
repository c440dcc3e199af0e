import { chmod, copyFile, lstat, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describeStart, watchStart, type ObservedStartOptions } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

/** User id of "nobody". Root ignores file modes, and Lambda does not run runtimes as root. */
const NOBODY = 65_534;

/** Larger files are linked instead of copied. */
const LARGEST_COPY = 10 * 1024 * 1024;

test(
  'works with a read-only code directory and only /tmp writable',
  covers('init.read-only-code-directory').against(ordinaryEvent),
  async (t) => {
    const { sandbox, start } = await startIn(t, 0o555);
    const works = start.kind === 'served' || (isRoot() && (await leavesRootAlone(t)));
    // The function may need files outside its folder, or the rights of the original user.
    if (!works && (await startIn(t, 0o777)).start.kind !== 'served') {
      const whose = isRoot() ? ', as another user than root' : '';
      t.notTestable(`The function does not run from a copy of its task root${whose}.`);
    }

    t.verify('init.read-only-code-directory', works, {
      code: 'does-not-work',
      expected: 'a poll and an outcome, as from the same folder when it is writable',
      actual: `the runtime ${describeStart(start)}`,
      sandbox,
    });
  },
);

/** Starts the runtime in a copy of its task root that has this mode. */
async function startIn(t: TestContext, mode: number): ReturnType<typeof watchStart> {
  await using root = await makeTaskRoot((path) => copyInto(path, t.target.taskRoot));
  await chmod(root.path, mode);
  const options: ObservedStartOptions = { taskRoot: root.path, ...(isRoot() ? { user: NOBODY } : {}) };
  try {
    return await watchStart(t, options);
  } finally {
    // A read-only folder cannot be removed.
    await chmod(root.path, 0o755);
  }
}

/** Whether it does not write there although it may: another user cannot always run files of root. */
async function leavesRootAlone(t: TestContext): Promise<boolean> {
  await using root = await makeTaskRoot((path) => copyInto(path, t.target.taskRoot));
  const before = await changeTimes(root.path);
  const { start } = await watchStart(t, { taskRoot: root.path });
  return start.kind === 'served' && isDeepStrictEqual(await changeTimes(root.path), before);
}

/** Modification times of a folder and its entries; a folder changes when a name in it does. */
async function changeTimes(path: string): Promise<readonly number[]> {
  const files = ['.', ...(await readdir(path))].map((name) => join(path, name));
  return Promise.all(files.map(async (file) => (await lstat(file)).mtimeMs));
}

/** Copies files, so that the runtime does not write beside the originals; links folders. */
async function copyInto(path: string, original: string): Promise<void> {
  for (const name of await readdir(original)) {
    const [from, to] = [join(original, name), join(path, name)];
    const found = await stat(from).catch(() => undefined);
    if (found?.isFile() === true && found.size <= LARGEST_COPY) await copyFile(from, to);
    else await symlink(from, to);
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
