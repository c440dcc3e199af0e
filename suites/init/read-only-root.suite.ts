import { chmod, copyFile, lstat, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describeStart, watchStart, type ObservedStartOptions } from '../support/start.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

/** "nobody" by convention. Modes mean nothing to root, and on Lambda no runtime is root. */
const NOBODY = 65_534;

/** More than this is linked rather than copied. */
const LARGEST_COPY = 10 * 1024 * 1024;

test(
  'works with a read-only code directory and only /tmp writable',
  covers('init.read-only-code-directory'),
  async (t) => {
    const { sandbox, start } = await startIn(t, 0o555);
    const works = start.kind === 'served' || (isRoot() && (await leavesRootAlone(t)));
    // A copy may not be enough for the function, nor another user's rights.
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
    // Or it could not be removed.
    await chmod(root.path, 0o755);
  }
}

/** Whether it writes nothing there although it may: what belongs to root cannot always be run by another user. */
async function leavesRootAlone(t: TestContext): Promise<boolean> {
  await using root = await makeTaskRoot((path) => copyInto(path, t.target.taskRoot));
  const before = await changeTimes(root.path);
  const { start } = await watchStart(t, { taskRoot: root.path });
  return start.kind === 'served' && isDeepStrictEqual(await changeTimes(root.path), before);
}

/** When a folder, which changes with every name in it, and its entries were last written to. */
async function changeTimes(path: string): Promise<readonly number[]> {
  const files = ['.', ...(await readdir(path))].map((name) => join(path, name));
  return Promise.all(files.map(async (file) => (await lstat(file)).mtimeMs));
}

/** Files are copied, or what is written beside them would go to the original; folders are only linked. */
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
