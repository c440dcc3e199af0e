import { copyFile, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder to start a runtime with, gone with its scope. */
export interface TaskRoot extends AsyncDisposable {
  readonly path: string;
}

/** Makes a task root that holds one file under a name of its own, and links to all else beside `others`. */
export async function makeTaskRoot(
  file: { readonly from: string; readonly name: string },
  others?: string,
): Promise<TaskRoot> {
  const path = await mkdtemp(join(tmpdir(), 'lambdaspec-task-root-'));
  await copyFile(file.from, join(path, file.name));
  for (const name of others === undefined ? [] : await readdir(others)) {
    const original = join(others ?? '', name);
    if (original !== file.from && name !== file.name) await symlink(original, join(path, name));
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
