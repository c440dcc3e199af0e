import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary task root, removed at the end of its scope. */
interface TaskRoot extends AsyncDisposable {
  readonly path: string;
}

/** Makes a task root and fills it. */
export async function makeTaskRoot(fill: (path: string) => Promise<void>): Promise<TaskRoot> {
  const path = await mkdtemp(join(tmpdir(), 'task-root-'));
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    await fill(path);
  } catch (reason) {
    await remove();
    throw reason;
  }
  return { path, [Symbol.asyncDispose]: remove };
}
